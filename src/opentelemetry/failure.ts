import type { Attributes, Exception, Span } from '@opentelemetry/api';
import { SpanStatusCode } from './api.ts';

/** Anything can be thrown, and of what is no error, no more than its kind is told: it may hold whatever the process holds. */
const toException = (error: unknown): Exception & { readonly name: string } =>
  error instanceof Error ? error : { name: typeof error, message: 'Something was thrown that is no error.' };

/** What went wrong within a span. */
export interface Failures {
  readonly add: (error: unknown) => void;
  /** Name of the last error; null where there was none. */
  readonly name: () => string | null;
}

export function createFailures(span: Span): Failures {
  let name: string | null = null;
  return {
    add: (error) => {
      const exception = toException(error);
      name = exception.name;
      span.recordException(exception);
    },
    name: () => name,
  };
}

/** Marks a span as one of something that went wrong; `type` has to be one of few. */
export function markFailed(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

export const errorType = (type: string | null): Attributes => (type === null ? {} : { 'error.type': type });
