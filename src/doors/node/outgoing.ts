import type { ServerResponse } from 'node:http';
import type { HeaderLine, HttpResponse } from '../../http/message.ts';
import { release } from '../../http/release.ts';
import { discardRest, type NodeRequest } from './incoming.ts';

function flatten(lines: readonly HeaderLine[]): string[] {
  const fields: string[] = [];
  for (const [name, value] of lines) fields.push(name, value);
  return fields;
}

/** Resolves each time that the caller has taken what was written, or has gone. */
function compileTaken(outgoing: ServerResponse): () => Promise<void> {
  let wake = (): void => undefined;
  outgoing.on('drain', () => wake()).once('close', () => wake());
  return () =>
    new Promise((resolve) => {
      wake = resolve;
    });
}

/** Asks for a chunk when the one before is taken. A caller who goes ends it, even while a chunk is waited for. */
async function pump(chunks: AsyncIterator<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const taken = compileTaken(outgoing);
  outgoing.once('close', () => {
    if (!outgoing.writableEnded) void end(chunks);
  });
  while (!outgoing.destroyed) {
    const { done, value } = await chunks.next();
    if (done) {
      outgoing.end();
      return;
    }
    if (!outgoing.destroyed && !outgoing.write(value)) await taken();
  }
}

async function end(chunks: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    await chunks.return?.();
  } catch {
    // There is nobody left to be told.
  }
}

/** A stream that breaks ends the connection, which is how a client learns that the body is not whole. */
function writeStream(chunks: AsyncIterator<Uint8Array>, outgoing: ServerResponse): void {
  // The first chunk may be long in coming, as those of events are.
  outgoing.flushHeaders();
  pump(chunks, outgoing).catch(() => outgoing.destroy());
}

const mayHaveBody = (status: number, outgoing: ServerResponse): boolean =>
  status !== 204 &&
  status !== 304 &&
  outgoing.req.method !== 'HEAD' &&
  !outgoing.hasHeader('transfer-encoding');

function writeWhole({ status, headers, body }: HttpResponse, outgoing: ServerResponse): void {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    const fields = flatten(headers);
    // Node counts no body that is not there, and would send none in chunks.
    if (body === null && mayHaveBody(status, outgoing)) fields.push('content-length', '0');
    outgoing.writeHead(status, fields).end(body);
  } else {
    const chunks = body[Symbol.asyncIterator]();
    outgoing.writeHead(status, flatten(headers));
    writeStream(chunks, outgoing);
  }
}

export function write(response: HttpResponse, incoming: NodeRequest, outgoing: ServerResponse): void {
  if (outgoing.destroyed || outgoing.headersSent) {
    release(response.body);
    return;
  }
  if (!incoming.complete && incoming.method !== 'GET' && incoming.method !== 'HEAD') discardRest(incoming);
  // What Node refuses to write, a stream that somebody else reads for one, must not end the server.
  try {
    writeWhole(response, outgoing);
  } catch {
    release(response.body);
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(500, 'Internal Server Error', { 'content-length': 0 }).end();
  }
}
