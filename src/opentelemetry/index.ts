import type { Attributes, Meter, Tracer } from '@opentelemetry/api';
import { checkNames } from '../check-names.ts';
import type { HttpRequest } from '../http/message.ts';
import { once } from '../http/once.ts';
import type { Telemetry } from '../telemetry.ts';
import { context, metrics, trace } from './api.ts';
import { sentContext } from './around.ts';
import { beginCall } from './call.ts';
import { createInstruments } from './instruments.ts';
import { beginRun } from './run.ts';
import type { Sources } from './sources.ts';

export type { Telemetry } from '../telemetry.ts';

/** Where spans and metrics go, and what they say beside the usual. */
export interface OpenTelemetryOptions {
  /** Default: a tracer named `opbind` of the global provider, whenever that is set. */
  readonly tracer?: Tracer;
  /** Default: a meter named `opbind` of the provider that is global when the first call comes. */
  readonly meter?: Meter;
  /** Attributes for the span of each call, beside the usual ones: the tenant, for one. Metrics do not get them. */
  readonly attributes?: (request: HttpRequest) => Attributes;
}

const NAME = 'opbind';

/**
 * Spans and metrics of an API, through `@opentelemetry/api`: of each call by the semantic conventions for HTTP servers, and of each run.
 *
 * The trace goes on from what the caller sent, or in the span that an instrumentation of the HTTP server has begun: that gets the route then, and no second one is
 * made. A process runs within the span of its run, and so does all that it waits for. Query strings, bodies, credentials and header fields
 * but `User-Agent` are in no attribute.
 *
 * @param options Where they go. Default: to the global providers, and nowhere at all where there are none.
 * @returns What the option `telemetry` of `bind` takes.
 * @throws {TypeError} for an option that there is none of.
 * @see OpenTelemetry semantic conventions for HTTP, https://opentelemetry.io/docs/specs/semconv/http/
 * @example
 * const api = await bind('petstore.yaml', processes, { telemetry: openTelemetry() });
 */
export function openTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
  checkNames('openTelemetry', options, ['tracer', 'meter', 'attributes']);
  const { tracer, meter, attributes = () => ({}) } = options;
  const sources: Sources = {
    tracer: once(() => tracer ?? trace.getTracer(NAME)),
    instruments: once(() => createInstruments(meter ?? metrics.getMeter(NAME))),
    attributesOf: attributes,
  };
  return {
    call: (called) => beginCall(called, sources),
    run: (begun, request) => {
      const sent = sentContext(request);
      return beginRun(begun, trace.getSpan(sent) === undefined ? context.active() : sent, sources);
    },
  };
}
