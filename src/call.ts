import type { BodyContent, ReadBody } from './body/read.ts';
import type { HttpRequest, HttpResponse } from './http/message.ts';
import type { Ledger } from './ledger.ts';
import type { ParameterValues, ReadParameters } from './parameters/read.ts';
import { type Problem, refuse } from './problem/problem.ts';
import type { Execution, Observers } from './process/execution.ts';
import type { Process } from './processes.ts';
import type { Refuse } from './response/acceptable.ts';
import type { ToResponse } from './response/answer.ts';
import type { Tell } from './response/tell.ts';
import type { Asked } from './runs/prefer.ts';
import type { Authorize, Identified } from './security/authorize.ts';
import type { OperationCors } from './security/cors.ts';
import type { Admits, Govern } from './security/policy/govern.ts';
import type { Journal, OpenJournal } from './security/policy/journal.ts';
import type { CheckProtocol } from './security/protocol.ts';
import type { TriggerOperation } from './trigger/trigger.ts';

/** What a call asks of its run. */
export interface Terms {
  /** How long it waits; null where it does not say. */
  readonly asked: Asked | null;
  /** Its idempotency key; null without one. */
  readonly key: string | null;
  /** Whether the run may go on without its caller. */
  readonly isPolled: boolean;
  /** Whether the bytes of the body are asked for, though it could be read as it comes. */
  readonly keepsBytes: boolean;
}

/** What was read of a call. */
export interface Parts {
  readonly parameters: ParameterValues;
  readonly body: BodyContent;
  readonly caller: Identified;
}

/** Answers a call that may be answered, by a process for one. */
export type Perform = (call: Call, parts: Parts, terms: Terms | null) => HttpResponse | Promise<HttpResponse>;

/** An operation, and what each room made of it when the API was bound. */
export interface BoundOperation {
  readonly operation: TriggerOperation;
  /** Its template with the base path that a path came by in front. */
  readonly routeOf: (path: string) => string;
  /** Whether it is answered also while the server stops. */
  readonly isAlways: boolean;
  /** Refuses what comes over the wrong protocol; null where both are allowed. */
  readonly checkProtocol: CheckProtocol | null;
  /** What pages of other origins may do with it; null where those are not spoken of. */
  readonly cors: OperationCors | null;
  readonly authorize: Authorize | null;
  /** Loads what reading a call of it needs; null where that is there, as it mostly is. */
  readonly ready: () => Promise<void> | null;
  /** Whether policies let the caller in, and count the call; null where none has anything to say. */
  readonly govern: Govern | null;
  /** Whether policies let a caller make a call, without counting it; null where none has anything to say. */
  readonly admits: Admits | null;
  /** Begins to note a call that a policy logs; null where none does. */
  readonly openJournal: OpenJournal | null;
  /** What a call asks of its run; null, mostly, where it asks for nothing. */
  readonly readTerms: (request: HttpRequest, query: string) => Terms | Problem | null;
  readonly readParameters: ReadParameters;
  readonly readBody: ReadBody;
  readonly perform: Perform;
  readonly process: Process;
  readonly toResponse: ToResponse<Execution>;
  /** Refuses what it could answer only in media types that the caller does not accept; null where it never does. */
  readonly refuse: Refuse | null;
  /** Milliseconds that its process may take; 0 for no limit. */
  readonly timeout: number;
  /** Milliseconds that its authenticators may take; 0 for no limit. */
  readonly patience: number;
}

/** A call of a bound operation. */
export interface Call {
  readonly request: HttpRequest;
  readonly query: string;
  /** Raw texts of the path parameters. */
  readonly path: readonly string[];
  readonly to: BoundOperation;
  readonly observers: Observers;
  readonly ledger: Ledger;
  readonly tell: Tell;
  /** What is noted of the call, if anything is. */
  readonly journal?: Journal | null;
  /** Header fields that a worker shall find beside those that were sent. */
  readonly carried?: () => Readonly<Record<string, string>>;
}

/** Says a problem to the caller of an operation. */
export const tellOf = ({ tell, request, to }: Call, problem: Problem): HttpResponse =>
  tell(problem, request, to.operation.id);

/** What is said to calls that would begin something when the server stops. */
export const stopping = (): Problem => refuse('stopping', { headers: [['retry-after', '1']] });
