import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeaderLine, HttpResponse } from '../../http/message.ts';
import { release } from '../../http/release.ts';
import { toConsole } from '../../observers.ts';
import { joinFields } from './fields.ts';
import { breakOff, isGone, isHttp2, isOfConnection } from './http2.ts';
import { discardRest } from './rest.ts';

function flatten(lines: readonly HeaderLine[]): string[] {
  const fields = new Array<string>(lines.length * 2);
  for (let index = 0; index < lines.length; index += 1) {
    const [name, value] = lines[index] as HeaderLine;
    fields[2 * index] = name;
    fields[2 * index + 1] = value;
  }
  return fields;
}

/** Field by field: what stands in front of the listener has set some, or waits for ours to be set. */
function setFields(lines: readonly HeaderLine[], outgoing: ServerResponse): void {
  const allowed = isHttp2(outgoing.req) ? lines.filter(([name]) => !isOfConnection(name)) : lines;
  for (const [name, value] of joinFields(allowed, (one) => outgoing.getHeader(one)))
    outgoing.setHeader(name, value);
}

function writeHead(
  status: number,
  lines: readonly HeaderLine[],
  outgoing: ServerResponse,
  isShared: boolean,
): void {
  if (!isShared) {
    outgoing.writeHead(status, flatten(lines));
    return;
  }
  outgoing.statusCode = status;
  setFields(lines, outgoing);
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
    if (!outgoing.writableEnded) void endOf(chunks);
  });
  while (!isGone(outgoing)) {
    const { done, value } = await chunks.next();
    if (done) {
      outgoing.end();
      return;
    }
    if (!isGone(outgoing) && !outgoing.write(value)) await taken();
  }
}

/** Lets go of what makes the chunks. Never rejects. */
export async function endOf(chunks: AsyncIterator<Uint8Array>): Promise<void> {
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
  pump(chunks, outgoing).catch(() => breakOff(outgoing));
}

export const mayHaveBody = (status: number, outgoing: ServerResponse): boolean =>
  status !== 204 &&
  status !== 304 &&
  outgoing.req.method !== 'HEAD' &&
  !outgoing.hasHeader('transfer-encoding');

function writeWhole(
  { status, headers, body }: HttpResponse,
  outgoing: ServerResponse,
  isShared: boolean,
): void {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    // Node counts no body that is not there, and would send none in chunks.
    const isCounted = body === null && mayHaveBody(status, outgoing);
    const lines: readonly HeaderLine[] = isCounted ? [...headers, ['content-length', '0']] : headers;
    writeHead(status, lines, outgoing, isShared);
    outgoing.end(body);
  } else {
    const chunks = body[Symbol.asyncIterator]();
    writeHead(status, headers, outgoing, isShared);
    writeStream(chunks, outgoing);
  }
}

function writeError(outgoing: ServerResponse): void {
  for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
  outgoing.writeHead(500, { 'content-length': 0 }).end();
}

/** @param isShared Whether something else on the way of the answer sets header fields, or wants to see them set. */
export function write(
  response: HttpResponse,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  isShared: boolean,
): void {
  if (isGone(outgoing) || outgoing.headersSent) {
    release(response.body);
    return;
  }
  discardRest(incoming);
  // What Node refuses to write, a stream that somebody else reads for one, must not end the server.
  try {
    writeWhole(response, outgoing, isShared || isHttp2(incoming));
  } catch (error) {
    toConsole(error);
    release(response.body);
    if (outgoing.headersSent) breakOff(outgoing);
    else writeError(outgoing);
  }
}
