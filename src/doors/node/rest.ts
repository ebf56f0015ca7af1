import type { IncomingMessage } from 'node:http';
import { hasBody, isHttp2 } from './http2.ts';

/** Bodies that are read as they come, and when they were let go of. */
const READ: WeakMap<IncomingMessage, Promise<void>> = new WeakMap();

/** Leaves a body to whoever reads it, until he lets go of it. */
export const keepRest = (incoming: IncomingMessage, letGo: Promise<void>): unknown =>
  READ.set(incoming, letGo);

/** Bytes of a refused body that are read and thrown away, so that the connection can go on; a longer rest ends it. */
const LONGEST_REST = 1024 * 1024;

function discard(incoming: IncomingMessage): void {
  let length = 0;
  incoming.on('data', (chunk: Uint8Array) => {
    length += chunk.byteLength;
    if (length > LONGEST_REST) incoming.socket.destroy();
  });
}

/** Whether a field says that there is a body. Few names have the length of one that does. */
const isFraming = (name: string): boolean =>
  (name.length === 14 && name.toLowerCase() === 'content-length') ||
  (name.length === 17 && name.toLowerCase() === 'transfer-encoding');

/** By the fields as they came: few of these have a body, and an object of their fields would cost more than all else here. */
function isBare(incoming: IncomingMessage): boolean {
  const { method, rawHeaders } = incoming;
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (isHttp2(incoming)) return !hasBody(incoming);
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (isFraming(rawHeaders[index] ?? '')) return false;
  return true;
}

/** Reads what is left of a body and throws it away. A process may still read it while its answer is sent. */
export function discardRest(incoming: IncomingMessage): void {
  if (incoming.complete || isBare(incoming)) return;
  const read = READ.get(incoming);
  if (read === undefined) discard(incoming);
  else void read.then(() => discard(incoming));
}
