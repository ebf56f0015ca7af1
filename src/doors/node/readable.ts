import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ResponseStream } from '../../http/message.ts';
import { breakOff } from './http2.ts';
import { endOf } from './outgoing.ts';

/**
 * A body for frameworks that send streams of Node. A body that breaks ends the connection, which is how a client learns that it is not
 * whole; `onError` was told of it already, so it is no error of the framework.
 */
export function toReadable(body: ResponseStream, outgoing: ServerResponse): Readable {
  const chunks = body[Symbol.asyncIterator]();
  // The first chunk may be long in coming, as those of events are.
  outgoing.once('pipe', () => outgoing.flushHeaders());
  const readable = new Readable({
    highWaterMark: 0,
    read() {
      chunks.next().then(
        ({ done, value }) => this.push(done ? null : value),
        () => breakOff(outgoing),
      );
    },
    destroy(error, callback) {
      void endOf(chunks).then(() => callback(error));
    },
  });
  // Koa 2 listens to connections only, and an answer that waits for another has none.
  outgoing.once('close', () => readable.destroy());
  return readable;
}

/** A body as frameworks on Node send it. Texts are sent as bytes, for some frameworks add a charset to those. */
export const toNodeBody = (body: string | Uint8Array): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
