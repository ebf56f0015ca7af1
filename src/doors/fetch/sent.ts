import { collectChunks, isDrained } from '../../body/bytes.ts';
import { type CollectableBody, collect } from '../../http/message.ts';

/** A stream does not end where its caller goes, so that it would be waited for without end. Breaks where he has gone. */
async function* readUntil(
  signal: AbortSignal,
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  const leave = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', leave);
  try {
    if (signal.aborted) leave();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener('abort', leave);
    await reader.cancel().catch(() => undefined);
  }
}

/** A body that comes as a web stream. */
export const createSent = (stream: ReadableStream<Uint8Array>, signal: AbortSignal): CollectableBody => ({
  get drained() {
    return isDrained(stream);
  },
  [collect](limit, read) {
    return (isDrained(stream) ? Promise.resolve('drained' as const) : collectChunks(this, limit)).then(read);
  },
  [Symbol.asyncIterator]: () => readUntil(signal, stream),
});
