import type { HttpRequest } from '../http/message.ts';
import { type Claimant, type Claims, createClaims } from './claims.ts';
import { readHttp, type TriggerHttp } from './http.ts';
import type { Trigger, TriggerOperation, TriggerRun } from './trigger.ts';

/** Who is calling, as the trigger shows it. */
interface Caller extends Claimant {
  readonly name: string;
}

type Values = Readonly<Record<string, unknown>>;

/** What the rooms found out about a call. */
export interface TriggerParts {
  readonly request: HttpRequest;
  readonly operation: TriggerOperation;
  readonly parameters: {
    readonly path: Values;
    readonly query: Values;
    readonly headers: Values;
    readonly cookies: Values;
    readonly supplied: (name: string) => boolean;
  };
  readonly body: { readonly value: unknown; readonly bytes: Uint8Array | null };
  readonly caller: Caller | null;
  /** The run, made when the process asks for it. */
  readonly run: () => TriggerRun;
  readonly respond: (answer: unknown) => void;
}

/** Of an API key, for one, no more than the name is known. */
const claimsOf = (caller: Caller): Claims | null =>
  caller.claims === undefined && caller.roles === undefined && caller.scopes === undefined
    ? null
    : createClaims(caller);

// A class, for one is made per call: an object literal with getters costs a hundred times as much in V8.
class CallTrigger implements Trigger {
  readonly path: Values;
  readonly query: Values;
  readonly headers: Values;
  readonly cookies: Values;
  readonly body: unknown;
  readonly claims: Claims | null;
  readonly username: string | null;
  readonly operation: TriggerOperation;
  readonly supplied: (name: string) => boolean;
  readonly respond: (answer: unknown) => void;
  readonly #parts: TriggerParts;
  #http: TriggerHttp | null = null;

  constructor(parts: TriggerParts) {
    const { parameters, caller } = parts;
    this.path = parameters.path;
    this.query = parameters.query;
    this.headers = parameters.headers;
    this.cookies = parameters.cookies;
    this.body = parts.body.value;
    this.claims = caller === null ? null : claimsOf(caller);
    this.username = caller === null ? null : caller.name;
    this.operation = parts.operation;
    this.supplied = parameters.supplied;
    this.respond = parts.respond;
    this.#parts = parts;
    Object.freeze(this);
  }

  get http(): TriggerHttp {
    this.#http ??= readHttp(this.#parts.request, this.#parts.body.bytes);
    return this.#http;
  }

  get run(): TriggerRun {
    return this.#parts.run();
  }
}

/** The frozen object that a process receives. What few processes ask for is made when it is asked for. */
export const createTrigger = (parts: TriggerParts): Trigger => new CallTrigger(parts);
