import type { HttpRequest } from '../http/message.ts';
import { createClaims } from './claims.ts';
import { readHttp, type TriggerHttp } from './http.ts';
import type { Trigger, TriggerOperation, TriggerRun } from './trigger.ts';

/** Who is calling, as the trigger shows it. */
interface Caller {
  readonly name: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly roles?: readonly string[];
}

/** What the rooms found out about a call. */
export interface TriggerParts {
  readonly request: HttpRequest;
  readonly operation: TriggerOperation;
  readonly parameters: {
    readonly path: Readonly<Record<string, unknown>>;
    readonly query: Readonly<Record<string, unknown>>;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly cookies: Readonly<Record<string, unknown>>;
    readonly supplied: (name: string) => boolean;
  };
  readonly body: { readonly value: unknown; readonly bytes: Uint8Array | null };
  readonly caller: Caller | null;
  /** The run, made when the process asks for it. */
  readonly run: () => TriggerRun;
  readonly respond: (answer: unknown) => void;
}

/** The frozen object that a process receives. What few processes ask for is made when it is asked for. */
export function createTrigger(parts: TriggerParts): Trigger {
  const { request, parameters, body, caller } = parts;
  let http: TriggerHttp | undefined;
  return Object.freeze({
    path: parameters.path,
    query: parameters.query,
    headers: parameters.headers,
    cookies: parameters.cookies,
    body: body.value,
    claims: caller === null ? null : createClaims(caller.claims ?? {}, caller.roles ?? []),
    username: caller === null ? null : caller.name,
    operation: parts.operation,
    get http() {
      http ??= readHttp(request, body.bytes);
      return http;
    },
    get run() {
      return parts.run();
    },
    supplied: parameters.supplied,
    respond: parts.respond,
  });
}
