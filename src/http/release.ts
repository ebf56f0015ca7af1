import type { ResponseBody } from './message.ts';

/** Node's own streams are closed so; their iterators close nothing before the first chunk was asked for. */
const isDestroyable = (body: object): body is { destroy(): unknown } =>
  'destroy' in body && typeof body.destroy === 'function';

/** A file that is not there breaks its stream after all, and an error that nobody listens to would end the server. */
function ignoreErrors(body: object): void {
  if ('on' in body && typeof body.on === 'function') body.on('error', () => undefined);
}

function close(body: Exclude<ResponseBody, string | Uint8Array | null>): unknown {
  ignoreErrors(body);
  if (isDestroyable(body)) return body.destroy();
  return 'getReader' in body ? body.cancel() : body[Symbol.asyncIterator]().return?.();
}

/** Lets go of a body that nobody will read: a stream keeps its file or socket open until it is told. Never throws. */
export function release(body: ResponseBody): void {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) return;
  try {
    Promise.resolve(close(body)).catch(() => undefined);
  } catch {
    // It could not be opened either.
  }
}
