import { isStreamed, type ResponseBody, type ResponseStream } from '../../http/message.ts';

/** Asks for a chunk when the one before is taken. A caller who goes cancels it, even while a chunk is waited for. */
function toWebStream(body: ResponseStream): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let isCancelled = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (isCancelled) return;
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        isCancelled = true;
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** What `Response` takes for a body. */
type WebBody = ConstructorParameters<typeof Response>[0];

export const toWebBody = (body: ResponseBody): WebBody =>
  isStreamed(body) ? toWebStream(body) : (body as WebBody);
