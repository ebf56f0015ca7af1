import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { toClientCertificate } from '../../http/certificate.ts';
import { addChunk, createChunks, joinChunks } from '../../http/chunks.ts';
import {
  type ClientCertificate,
  type CollectableBody,
  type Collected,
  collect,
  type HttpRequest,
  type RequestBody,
} from '../../http/message.ts';
import { hasBody, isGone, isHttp2, isSent, plainFields } from './http2.ts';
import { watchQueued } from './queued.ts';
import { keepRest } from './rest.ts';

/** What stands in front of a door, such as Express, may have parsed the body or cut the URL. */
export interface Handed {
  readonly originalUrl?: string;
  readonly body?: unknown;
  /** The bytes of a body that somebody parsed, as some parsers keep them. */
  readonly rawBody?: unknown;
}

export type NodeRequest = IncomingMessage & Handed;

const isDrained = (incoming: IncomingMessage): boolean =>
  incoming.readableDidRead || incoming.readableEnded || incoming.readableEncoding !== null;

/** The bodies that are being read from a connection: with pipelining, those of several requests. */
const READING: WeakMap<IncomingMessage['socket'], Set<IncomingMessage>> = new WeakMap();

function readingOf(socket: IncomingMessage['socket']): Set<IncomingMessage> {
  const known = READING.get(socket);
  if (known !== undefined) return known;
  const reading = new Set<IncomingMessage>();
  READING.set(socket, reading);
  // Node ends a body with its connection only until the answer is out, and it may be read for longer than that.
  socket.once('close', () => {
    for (const incoming of reading) if (!incoming.complete) incoming.destroy();
  });
  return reading;
}

/** Chunk by chunk. Whoever stops early leaves the connection open, for the answer has to go out on it. */
async function* readChunks(incoming: IncomingMessage, letGo: () => void): AsyncGenerator<Uint8Array> {
  const reading = readingOf(incoming.socket);
  reading.add(incoming);
  try {
    yield* incoming.iterator({ destroyOnReturn: false });
  } finally {
    reading.delete(incoming);
    letGo();
  }
}

type ReadCollected<Value> = (collected: Collected) => Value | Promise<Value>;

/**
 * Reads a body as it arrives. One chunk, the usual case, is not copied.
 * An abort is told by `close`; Node emits its error only where somebody listens for it.
 */
function collectArriving<Value>(
  incoming: IncomingMessage,
  limit: number,
  read: ReadCollected<Value>,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const chunks = createChunks();
    let isOver = false;
    const end = (collected: Collected): void => {
      if (isOver) return;
      isOver = true;
      try {
        resolve(read(collected));
      } catch (error) {
        reject(error);
      }
    };
    const onData = (chunk: Uint8Array): void => {
      addChunk(chunks, chunk);
      if (chunks.length <= limit) return;
      incoming.off('data', onData);
      end('too-large');
    };
    const onEnd = (): void => end(incoming.readableEnded ? joinChunks(chunks) : 'aborted');
    incoming.on('data', onData).on('end', onEnd).on('close', onEnd);
  });
}

/** What `read` makes of a whole body. No promise is made between: most bodies are there at once. */
function collectBody<Value>(
  incoming: IncomingMessage,
  limit: number,
  read: ReadCollected<Value>,
): Promise<Value> {
  if (isDrained(incoming)) return Promise.resolve('drained' as const).then(read);
  if (incoming.destroyed) return Promise.resolve('aborted' as const).then(read);
  return collectArriving(incoming, limit, read);
}

/** A body that Node is about to receive. */
class IncomingBody implements CollectableBody {
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  [collect]<Value>(limit: number, read: ReadCollected<Value>): Promise<Value> {
    return collectBody(this.#incoming, limit, read);
  }

  get drained(): boolean {
    return isDrained(this.#incoming);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const incoming = this.#incoming;
    let letGo = (): void => undefined;
    keepRest(
      incoming,
      new Promise((resolve) => {
        letGo = resolve;
      }),
    );
    return readChunks(incoming, letGo);
  }
}

const isKept = (body: unknown): boolean =>
  (typeof body === 'string' || body instanceof Uint8Array) && body.length > 0;

const isEmpty = (body: unknown): boolean =>
  body === null || (typeof body === 'object' && !ArrayBuffer.isView(body) && Object.keys(body).length === 0);

/** Parsers leave an empty object also where they left the body alone, which is of a type that is not theirs. */
function bodyOf(incoming: IncomingMessage, { body, rawBody }: Handed): RequestBody | undefined {
  if (!hasBody(incoming)) return undefined;
  if (isKept(rawBody)) return { parsed: rawBody };
  const isLeft = body === undefined || (!isDrained(incoming) && isEmpty(body));
  return isLeft ? new IncomingBody(incoming) : { parsed: body };
}

const isTls = (socket: IncomingMessage['socket']): socket is TLSSocket => 'encrypted' in socket;

function certificateOf({ socket }: IncomingMessage): ClientCertificate | undefined {
  if (!isTls(socket)) return undefined;
  const certificate = socket.getPeerX509Certificate();
  return certificate && toClientCertificate(certificate, socket.authorized);
}

/** Aborts when the connection closes before the answer is out. */
function signalOf(outgoing: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const gone = (): void => {
    if (!isSent(outgoing)) controller.abort(new Error('The caller has gone.'));
  };
  if (outgoing.closed || isGone(outgoing)) gone();
  else outgoing.once('close', gone);
  return controller.signal;
}

// A class, for one is made per request: an object literal with getters costs a hundred times as much in V8.
// Node makes header fields, addresses and certificates when they are first looked at; so does this.
export class IncomingRequest implements HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #handed: Handed;
  #headers: HttpRequest['headers'] | null = null;
  #signal: AbortSignal | null = null;

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, handed: Handed = incoming as NodeRequest) {
    this.method = incoming.method ?? 'GET';
    this.url = handed.originalUrl ?? incoming.url ?? '/';
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#handed = handed;
    // Only an answer that has to wait for others is without a connection.
    if (outgoing.socket === null) watchQueued(incoming, outgoing);
  }

  get rawHeaders(): readonly string[] | undefined {
    return isHttp2(this.#incoming) ? undefined : this.#incoming.rawHeaders;
  }

  get headers(): HttpRequest['headers'] {
    if (!isHttp2(this.#incoming)) return this.#incoming.headers;
    this.#headers ??= plainFields(this.#incoming.headers);
    return this.#headers;
  }

  get body(): RequestBody | undefined {
    return bodyOf(this.#incoming, this.#handed);
  }

  get protocol(): 'http' | 'https' {
    return isTls(this.#incoming.socket) ? 'https' : 'http';
  }

  get clientIp(): string | undefined {
    return this.#incoming.socket.remoteAddress;
  }

  get clientCertificate(): ClientCertificate | undefined {
    return certificateOf(this.#incoming);
  }

  get signal(): AbortSignal {
    this.#signal ??= signalOf(this.#outgoing);
    return this.#signal;
  }
}
