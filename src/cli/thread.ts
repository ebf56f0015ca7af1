import { Worker } from 'node:worker_threads';
import type { HttpRequest, HttpResponse, ResponseBody } from '../http/message.ts';
import type { Finding } from '../problem/finding.ts';
import {
  type FromGeneration,
  type GenerationSource,
  type Readiness,
  requestStream,
  responseStream,
  type SentRequest,
  type SentResponse,
  type ToGeneration,
} from './messages.ts';
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
  /** Answers a request; null where the document has no such path, undefined where the thread has broken down. */
  handle(request: HttpRequest): Promise<HttpResponse | null | undefined>;
  /** Lets requests that were begun, and runs, come to their end, and ends the thread. */
  retire(grace: number): Promise<void>;
}

export interface ThreadEvents {
  /** Told of files that make up the state; more may be told of later. */
  readonly files: (files: readonly string[]) => void;
  /** The thread broke down after it was bound. */
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

type Settle = (response: SentResponse | null | undefined) => void;

/** The requests that a thread is answering. */
function createPending() {
  const pending = new Map<number, Settle>();
  let inFlight = 0;
  let idle = (): void => undefined;
  return {
    /** A request is over when its answer is out, or nobody wants it any more. */
    began: (): (() => void) => {
      inFlight += 1;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        inFlight -= 1;
        if (inFlight === 0) idle();
      };
    },
    wait: (id: number): Promise<SentResponse | null | undefined> =>
      new Promise((resolve) => pending.set(id, resolve)),
    settle: (id: number, response: SentResponse | null): void => {
      pending.get(id)?.(response);
      pending.delete(id);
    },
    abandon: (): void => {
      for (const settle of pending.values()) settle(undefined);
      pending.clear();
    },
    empty: (): Promise<void> =>
      new Promise((resolve) => {
        idle = resolve;
        if (inFlight === 0) resolve();
      }),
  };
}

/** Milliseconds that the thread may take beyond the grace to say that it is done. */
const LAST_WORDS = 2000;

const within = (work: Promise<unknown>, time: number): Promise<void> => {
  const { promise, resolve } = withResolvers();
  const timer = setTimeout(resolve, time);
  work.then(resolve, resolve);
  return promise.finally(() => clearTimeout(timer));
};

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function createGeneration(worker: Worker, readiness: Readiness, { broken }: ThreadEvents): Generation {
  const post = (message: ToGeneration, transfer: readonly ArrayBuffer[] = []): void =>
    worker.postMessage(message, transfer);
  const streams = createStreams(post);
  const pending = createPending();
  const closed = withResolvers();
  const exited = withResolvers();
  let isRetired = false;
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
      if (body !== undefined) streams.offer(requestStream(id), body as AsyncIterable<Uint8Array>);
      signal?.addEventListener('abort', () => post({ kind: 'gone', id }), { once: true });
      const response = pending.wait(id);
      post({ kind: 'request', id, request: toSent(request) });
      const sent = await response;
      if (sent === null || sent === undefined) {
        over();
        return sent;
      }
      return { status: sent.status, headers: sent.headers, body: bodyOf(id, sent, over) };
    },
    retire: async (grace) => {
      isRetired = true;
      const end = Date.now() + grace;
      await within(pending.empty(), grace);
      post({ kind: 'close', grace: Math.max(0, end - Date.now()) });
      await within(
        Promise.race([closed.promise, exited.promise]),
        Math.max(0, end - Date.now()) + LAST_WORDS,
      );
      await worker.terminate();
    },
  };

  const breakDown = (error: unknown): void => {
    if (isGone) return;
    isGone = true;
    exited.resolve();
    pending.abandon();
    streams.breakAll('The processes have broken down.');
    if (!isRetired) broken(generation, error);
  };
  worker.on('message', (message: FromGeneration) => {
    if (message.kind === 'response') pending.settle(message.id, message.response);
    else if (message.kind === 'closed') closed.resolve();
    else if ('stream' in message) streams.receive(message);
  });
  worker.on('error', breakDown);
  worker.on('exit', (code) => breakDown(new Error(`The processes ended with exit code ${code}.`)));
  return generation;
}

/** Starts a thread with a state of document and module; gives why not, where it cannot be served. */
export function startGeneration(
  entry: URL,
  source: GenerationSource,
  events: ThreadEvents,
): Promise<Generation | Refusal> {
  const worker = new Worker(entry, { workerData: source });
  return new Promise((resolve) => {
    const refuse = (refusal: Refusal): void => {
      resolve(refusal);
      void worker.terminate();
    };
    const failed = (error: unknown): void =>
      refuse({
        findings: null,
        text: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    const exited = (code: number): void =>
      refuse({
        findings: null,
        text: `The module ended the process, with exit code ${code}, before it was bound.`,
      });
    worker.once('error', failed);
    worker.once('exit', exited);
    worker.on('message', (message: FromGeneration) => {
      if (message.kind === 'files') events.files(message.files);
      else if (message.kind === 'refused') refuse(message);
      else if (message.kind === 'ready') {
        worker.off('error', failed).off('exit', exited);
        resolve(createGeneration(worker, message.readiness, events));
      }
    });
  });
}
