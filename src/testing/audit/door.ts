import type { Api } from '../../api.ts';

/** A request as the audit makes it. */
export interface AuditRequest {
  readonly method: string;
  /** Request target, to be sent as it is: `/text/a%2Fb?x=1`. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** The caller goes away when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What came back. */
export interface AuditAnswer {
  readonly status: number;
  /** A line for each field that the client could tell apart. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: AsyncIterable<Uint8Array>;
}

/** A door behind a socket. */
export interface ListeningDoor {
  /** Where it listens, without TLS: `http://127.0.0.1:8080`. */
  readonly url: string;
  close(): unknown;
}

/** A door that is called in memory, with what its platform would give it. */
export interface CalledDoor {
  call(request: AuditRequest): Promise<AuditAnswer>;
  close?(): unknown;
}

/** Starts a door that serves an API. It is started anew for each check, and closed after it. */
export type StartDoor = (api: Api) => Promise<ListeningDoor | CalledDoor> | ListeningDoor | CalledDoor;

/**
 * What a platform may be unable to do:
 *
 * - `raw-target`: to hand on the request target as it was sent, dot segments and all
 * - `body-bytes`: to hand on the bytes of a JSON body as they were sent; a parser before the door may keep only its value
 * - `body-errors`: to leave it to the API what is said of a JSON body that is too long or malformed
 * - `body-stream`: to hand on a body while it is sent
 * - `streams`: to send an answer while it is made
 * - `early-head`: to send the head of an answer before the first piece of its body
 * - `disconnect`: to tell that a caller has gone
 * - `queued-disconnect`: to tell so as well of one who has asked again before he had his answer (pipelining)
 * - `cookies`: to set two cookies with one answer
 * - `connections`: to be spoken to over sockets; doors in memory have none
 */
export type DoorAbility =
  | 'raw-target'
  | 'body-bytes'
  | 'body-errors'
  | 'body-stream'
  | 'streams'
  | 'early-head'
  | 'disconnect'
  | 'queued-disconnect'
  | 'cookies'
  | 'connections';

/** What is said of a door beside how it is started. */
export interface AuditOptions {
  /** What the platform cannot do. Checks that need it are skipped, and say so. Default none. */
  readonly lacks?: readonly DoorAbility[];
  /** Something that the host application answers itself with 200 and this text, which the door has to leave to it. */
  readonly host?: { readonly target: string; readonly text: string };
  /** Milliseconds that a check waits for what has to come. Default 10,000. */
  readonly patience?: number;
}

/** One check of a door, as test runners take it. */
export interface DoorCheck {
  readonly name: string;
  /** Why the check cannot be made; false where it can. A check that is run all the same rejects. */
  readonly skip: string | false;
  /** Resolves where the door does it right; rejects with an `AssertionError` that says what it does instead. */
  run(): Promise<void>;
}
