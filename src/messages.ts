/** The steps of a call that are told of, in their order. */
export type Step = 'find' | 'gate' | 'authorize' | 'govern' | 'parameters' | 'body' | 'process' | 'answer';

/**
 * What the tracing channel `opbind:request` tells of a call: one object for all its messages, with more in it as it becomes known. Of what
 * was sent, nothing is in it but the method.
 */
export interface RequestMessage {
  readonly method: string;
  /** Id of the operation; null as long as it is not known, and where there is none. */
  operation: string | null;
  /** Path template with the base path in front; null as long as it is not known. */
  route: string | null;
  /** Id of the run; null where no process has begun. */
  run: string | null;
  /** HTTP status; null until there is an answer, and where the host application answers. */
  status: number | null;
  /** Code of the problem that is answered; null where it is none. */
  problem: string | null;
  /** Milliseconds that each step took. */
  readonly durations: { readonly [Name in Step]?: number };
  /** Milliseconds until there was an answer; null before. Of a stream, until its head. */
  duration: number | null;
}

/** What the tracing channel `opbind:step` tells of a step: one object for all its messages. */
export interface StepMessage {
  readonly step: Step;
  /** The call, as `opbind:request` tells of it. */
  readonly request: RequestMessage;
  /** Milliseconds; null until it is done. */
  duration: number | null;
  /** Code of the problem that it gave; null where it gave none. */
  problem: string | null;
  /** What was thrown. Absent where nothing was. */
  error?: unknown;
}
