import type { Attributes, Tracer } from '@opentelemetry/api';
import type { HttpRequest } from '../http/message.ts';
import type { Instruments } from './instruments.ts';

/** What telemetry is made of. */
export interface Sources {
  readonly tracer: () => Tracer;
  readonly instruments: () => Instruments;
  readonly attributesOf: (request: HttpRequest) => Attributes;
}
