import type { Context, ContextAPI, MetricsAPI, PropagationAPI, TraceAPI } from '@opentelemetry/api';
import { requireHere } from '../http/require-here.ts';
import { toPackageError } from '../problem/package-missing.ts';

type Package = typeof import('@opentelemetry/api');

/** Optional: whoever loads this room without it is told what to install. */
function load(): Package {
  try {
    return typeof require === 'function'
      ? require('@opentelemetry/api')
      : requireHere()('@opentelemetry/api');
  } catch (error) {
    throw toPackageError(error, '@opentelemetry/api', 'opbind/opentelemetry');
  }
}

const api = load();

export const context: ContextAPI = api.context;
export const metrics: MetricsAPI = api.metrics;
export const propagation: PropagationAPI = api.propagation;
export const trace: TraceAPI = api.trace;
export const ROOT_CONTEXT: Context = api.ROOT_CONTEXT;
export const createContextKey: Package['createContextKey'] = api.createContextKey;
export const SpanKind: Package['SpanKind'] = api.SpanKind;
export const SpanStatusCode: Package['SpanStatusCode'] = api.SpanStatusCode;
