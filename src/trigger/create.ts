import type { HttpRequest } from '../http/message.ts';
import { type Claimant, type Claims, createClaims } from './claims.ts';
import { readHttp, type TriggerHttp } from './http.ts';
import type { Trigger, TriggerOperation, TriggerRun } from './trigger.ts';

/** Who is calling, as the trigger shows it. */
interface Caller extends Claimant {
  readonly name: string;
}

type Values = Readonly<Record<string, unknown>>;

/** The run that a process has a trigger for, in whatever form the caller keeps it. */
export interface RunAccess<Execution> {
  /** The run, made when it is asked for. */
  readonly run: (execution: Execution) => TriggerRun;
  readonly respond: (execution: Execution, answer: unknown) => void;
}

/** What the rooms found out about a call. */
export interface TriggerParts {
  readonly request: HttpRequest;
  readonly operation: TriggerOperation;
  readonly parameters: {
    readonly path: Values;
    readonly query: Values;
    readonly headers: Values;
    readonly cookies: Values;
    supplied(name: string): boolean;
  };
  readonly body: { readonly value: unknown; readonly bytes: Uint8Array | null };
  readonly caller: Caller | null;
}

/** Of an API key, for one, no more than the name is known. */
const claimsOf = (caller: Caller): Claims | null =>
  caller.claims === undefined && caller.roles === undefined && caller.scopes === undefined
    ? null
    : createClaims(caller);

// A class, for one is made per call: an object literal with getters costs a hundred times as much in V8.
class CallTrigger<Execution> implements Trigger {
  readonly path: Values;
  readonly query: Values;
  readonly headers: Values;
  readonly cookies: Values;
  readonly body: unknown;
  readonly claims: Claims | null;
  readonly username: string | null;
  readonly operation: TriggerOperation;
  readonly #parts: TriggerParts;
  readonly #execution: Execution;
  readonly #access: RunAccess<Execution>;
  #http: TriggerHttp | null = null;

  constructor(parts: TriggerParts, execution: Execution, access: RunAccess<Execution>) {
    const { parameters, caller } = parts;
    this.path = parameters.path;
    this.query = parameters.query;
    this.headers = parameters.headers;
    this.cookies = parameters.cookies;
    this.body = parts.body.value;
    this.claims = caller === null ? null : claimsOf(caller);
    this.username = caller === null ? null : caller.name;
    this.operation = parts.operation;
    this.#parts = parts;
    this.#execution = execution;
    this.#access = access;
    Object.freeze(this);
  }

  get http(): TriggerHttp {
    this.#http ??= readHttp(this.#parts.request, this.#parts.body.bytes);
    return this.#http;
  }

  get run(): TriggerRun {
    return this.#access.run(this.#execution);
  }

  get supplied(): Trigger['supplied'] {
    return (name) => this.#parts.parameters.supplied(name);
  }

  get respond(): Trigger['respond'] {
    return (answer) => this.#access.respond(this.#execution, answer);
  }
}

/** The frozen object that a process receives. What few processes ask for is made when it is asked for. */
export const createTrigger = <Execution>(
  parts: TriggerParts,
  execution: Execution,
  access: RunAccess<Execution>,
): Trigger => new CallTrigger(parts, execution, access);
