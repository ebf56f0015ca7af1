import { byteLengthOf } from '../http/bytes.ts';
import { addChunk, createChunks, joinChunks } from '../http/chunks.ts';
import { type HttpResponse, isStreamed, type ResponseStream } from '../http/message.ts';
import { release } from '../http/release.ts';
import { watchStream } from '../http/watch.ts';
import type { StoredAnswer } from './store.ts';

/** Cookies are credentials of whoever got the answer first, and are not kept. */
const isKept = ([name]: readonly [string, string]): boolean => name !== 'set-cookie';

/** An answer whose body is whole, to be kept. */
export const toStored = ({ status, headers, body }: HttpResponse): StoredAnswer => ({
  status,
  headers: headers.filter(isKept),
  body: body === null || isStreamed(body) ? null : body,
});

const tooLarge = (most: number): Error =>
  new RangeError(`An answer that is kept may have ${most} bytes, and this one has more.`);

const lengthOf = (body: StoredAnswer['body']): number => {
  if (body === null) return 0;
  return typeof body === 'string' ? byteLengthOf(body) : body.byteLength;
};

async function gather(body: ResponseStream, most: number): Promise<Uint8Array> {
  const chunks = createChunks();
  for await (const chunk of body) {
    addChunk(chunks, chunk);
    if (chunks.length > most) throw tooLarge(most);
  }
  return joinChunks(chunks);
}

/** All of a stream, unless a signal is aborted before its end: it is let go of then. */
function gatherUnless(signal: AbortSignal, body: ResponseStream, most: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason);
      release(body);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    gather(body, most)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

/** What bounds the reading of an answer. */
export interface Bounds {
  /** Bytes that may be kept. */
  readonly most: number;
  /** Aborted when nobody waits for the end of a stream any more. */
  readonly signal: AbortSignal;
}

/** The same answer, with its stream read to the end. Rejects where that breaks or takes too long, and where it is more than may be kept. */
export async function gatherResponse(
  response: HttpResponse,
  { most, signal }: Bounds,
): Promise<HttpResponse> {
  const { body } = response;
  if (isStreamed(body)) return { ...response, body: await gatherUnless(signal, body, most) };
  if (lengthOf(body) > most) throw tooLarge(most);
  return response;
}

/** An answer that is sent while it is kept. */
interface Copied {
  readonly response: HttpResponse;
  /** Null where it was not sent to its end. */
  readonly stored: Promise<StoredAnswer | 'too-large' | null>;
}

/** Keeps an answer on its way to the caller. A stream is not held back for it. */
export function copyAnswer(response: HttpResponse, most: number): Copied {
  const { body } = response;
  if (!isStreamed(body)) {
    const stored = lengthOf(body) > most ? 'too-large' : toStored(response);
    return { response, stored: Promise.resolve(stored) };
  }
  const chunks = createChunks();
  let settle = (_answer: StoredAnswer | 'too-large' | null): void => undefined;
  const stored = new Promise<StoredAnswer | 'too-large' | null>((resolve) => {
    settle = resolve;
  });
  const watched = watchStream(body, {
    chunk: (chunk) => {
      if (chunks.length <= most) addChunk(chunks, chunk);
    },
    ended: (isWhole) => {
      if (chunks.length > most) settle('too-large');
      else settle(isWhole ? toStored({ ...response, body: joinChunks(chunks) }) : null);
    },
  });
  return { response: { ...response, body: watched }, stored };
}

/** A kept answer, to be given once more. */
export const toResponse = ({ status, headers, body }: StoredAnswer): HttpResponse => ({
  status,
  headers: headers.map(([name, value]) => [name, value]),
  body,
});
