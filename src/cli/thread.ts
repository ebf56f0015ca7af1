import { Worker } from 'node:worker_threads';
import type { HttpRequest, HttpResponse, ResponseBody } from '../http/message.ts';
import type { Finding } from '../problem/finding.ts';
import { within } from '../process/in-time.ts';
import { createLatch } from '../process/latch.ts';
import {
  type FromGeneration,
  type GenerationSource,
  type Mismatch,
  type Readiness,
  requestStream,
  responseStream,
  type SentRequest,
  type SentResponse,
  type ToGeneration,
} from './messages.ts';
import { textOf } from './module.ts';
import { createPending } from './pending.ts';
import { createStreams } from './streams.ts';

/** Why a state of document and module cannot be served. */
export interface Refusal {
  /** Null where something else is wrong than what binding finds. */
  readonly findings: readonly Finding[] | null;
  readonly text: string;
}

/** A state of document and module that is served, in a thread of its own. */
export interface Generation {
  readonly readiness: Readiness;
  /** Answers a request; undefined where the thread has broken down. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
  /** Lets requests that were begun, and runs, come to their end, and ends the thread. */
  retire(grace: number): Promise<void>;
}

export interface ThreadEvents {
  /** Told of files that make up the state; more may be told of later. */
  readonly files: (files: readonly string[]) => void;
  readonly mismatched: (mismatch: Mismatch) => void;
  /** The thread ended after it was bound, by an error or because it was told to. */
  readonly broken: (generation: Generation, error: unknown) => void;
}

const toSent = (request: HttpRequest): SentRequest => ({
  method: request.method,
  url: request.url,
  headers: { ...request.headers },
  rawHeaders: request.rawHeaders,
  protocol: request.protocol,
  clientIp: request.clientIp,
  clientCertificate: request.clientCertificate,
  hasBody: request.body !== undefined,
});

/** Milliseconds that the thread may take beyond the grace to say that it is done. */
const LAST_WORDS = 2000;

/** A thread, or whatever else messages can be posted to. */
export interface Thread {
  readonly post: (message: ToGeneration, transfer?: readonly ArrayBuffer[]) => void;
  readonly end: () => Promise<unknown>;
}

/** A generation, and who is to be told of what its thread does. */
export interface Attended {
  readonly generation: Generation;
  readonly receive: (message: FromGeneration) => void;
  readonly breakDown: () => void;
}

/** A body that is opened with its first chunk: one that nobody reads is the door's to throw away. */
async function* openLate(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* body;
}

/** What answers by a thread that is bound. */
export function createGeneration({ post, end }: Thread, readiness: Readiness): Attended {
  const streams = createStreams(post);
  const pending = createPending();
  const farewell = createLatch();
  let isGone = false;
  let nextId = 0;

  const bodyOf = (id: number, { body }: SentResponse, over: () => void): ResponseBody => {
    if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
      over();
      return body;
    }
    return streams.take(responseStream(id), over);
  };

  const generation: Generation = {
    readiness,
    handle: async (request) => {
      if (isGone) return undefined;
      nextId += 1;
      const id = nextId;
      const over = pending.began();
      const { body, signal } = request;
      if (body !== undefined) streams.offer(requestStream(id), openLate(body as AsyncIterable<Uint8Array>));
      signal?.addEventListener('abort', () => post({ kind: 'gone', id }), { once: true });
      const response = pending.wait(id);
      post({ kind: 'request', id, request: toSent(request) });
      const sent = await response;
      // The door throws away what nobody has begun to read when the answer comes.
      streams.withdrawUnread(requestStream(id));
      if (sent === undefined) {
        over();
        return undefined;
      }
      return { status: sent.status, headers: sent.headers, body: bodyOf(id, sent, over) };
    },
    retire: async (grace) => {
      const last = Date.now() + grace;
      const rest = (): number => Math.max(0, last - Date.now());
      await within(grace, pending.empty());
      post({ kind: 'close', grace: rest() });
      await within(rest() + LAST_WORDS, farewell.opened);
      await end();
    },
  };

  return {
    generation,
    receive: (message) => {
      if (message.kind === 'response') pending.settle(message.id, message.response);
      else if (message.kind === 'closed') farewell.open();
      else if ('stream' in message) streams.receive(message);
    },
    breakDown: () => {
      isGone = true;
      farewell.open();
      pending.abandon();
      streams.breakAll('The processes have broken down.');
    },
  };
}

/** Starts a thread with a state of document and module; gives why not, where it cannot be served. */
export function startGeneration(
  entry: URL,
  source: GenerationSource,
  events: ThreadEvents,
): Promise<Generation | Refusal> {
  const worker = new Worker(entry, { workerData: source });
  const thread: Thread = {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    end: () => worker.terminate(),
  };
  return new Promise((resolve) => {
    let bound: Attended | null = null;
    let isEnded = false;

    const refuse = (refusal: Refusal): void => {
      isEnded = true;
      resolve(refusal);
      void thread.end();
    };
    const ended = (error: unknown): void => {
      if (isEnded) return;
      isEnded = true;
      bound?.breakDown();
      if (bound === null) refuse({ findings: null, text: textOf(error) });
      else events.broken(bound.generation, error);
    };

    worker.on('error', ended);
    worker.on('exit', (code) => ended(new Error(`The processes ended with exit code ${code}.`)));
    worker.on('message', (message: FromGeneration) => {
      if (message.kind === 'files') events.files(message.files);
      else if (message.kind === 'mismatch') events.mismatched(message);
      else if (message.kind === 'refused') refuse(message);
      else if (message.kind === 'ready') {
        bound = createGeneration(thread, message.readiness);
        resolve(bound.generation);
      } else bound?.receive(message);
    });
  });
}
