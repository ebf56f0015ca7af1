import { isStreamed, type ResponseBody, type ResponseStream } from './message.ts';
import { isReply } from './reply.ts';

/** Node's own streams are closed so; their iterators close nothing before the first chunk was asked for. */
export const isDestroyable = (body: object): body is { destroy(): unknown } =>
  'destroy' in body && typeof body.destroy === 'function';

/** A file that is not there breaks its stream, read or not, and an error that nobody listens to would end the server. */
export function ignoreErrors(body: object): void {
  if ('on' in body && typeof body.on === 'function') body.on('error', () => undefined);
}

function close(body: ResponseStream): unknown {
  ignoreErrors(body);
  if (isDestroyable(body)) return body.destroy();
  return 'getReader' in body ? body.cancel() : body[Symbol.asyncIterator]().return?.();
}

/** Lets go of a body that nobody will read: a stream keeps its file or socket open until it is told. Never throws. */
export function release(body: ResponseBody): void {
  if (!isStreamed(body)) return;
  try {
    Promise.resolve(close(body)).catch(() => undefined);
  } catch {
    // It could not be opened either.
  }
}

const isNodeStream = (value: object): boolean =>
  'pipe' in value && typeof value.pipe === 'function' && isDestroyable(value);

const isStream = (value: unknown): value is ReadableStream<Uint8Array> =>
  value instanceof ReadableStream || (typeof value === 'object' && value !== null && isNodeStream(value));

/** Lets go of an answer that is never sent, where it is plainly a stream. Whatever else has a way to be closed is not ours to close. */
export function releaseUnsent(answer: unknown): void {
  try {
    const content = isReply(answer) ? answer.content : answer;
    if (isStream(content)) release(content);
  } catch {
    // What cannot be looked at, such as a revoked proxy, is no stream.
  }
}
