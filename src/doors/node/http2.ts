import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Stream } from 'node:http2';
import type { HttpRequest } from '../../http/message.ts';

/** What Node gives a listener, over HTTP/1 or HTTP/2. */
export type NodeIncoming = IncomingMessage | Http2ServerRequest;
/** What Node gives a listener to answer with, over HTTP/1 or HTTP/2. */
export type NodeOutgoing = ServerResponse | Http2ServerResponse;

/** Over HTTP/2, Node gives what looks like a request of HTTP/1, but for its stream. */
interface OnStream {
  readonly stream: ServerHttp2Stream;
}

export const isHttp2 = (message: IncomingMessage): message is IncomingMessage & OnStream =>
  message.httpVersionMajor >= 2;

/** In HTTP/2 a body needs no field that announces it. */
export const hasBody = (incoming: IncomingMessage): boolean => {
  if (isHttp2(incoming)) return !incoming.stream.endAfterHeaders;
  const { headers } = incoming;
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
};

/** The caller has gone, or has the whole answer. An answer over HTTP/2 does not say so itself. */
export const isGone = (outgoing: ServerResponse | (ServerResponse & OnStream)): boolean =>
  outgoing.destroyed || ('stream' in outgoing && outgoing.stream.destroyed);

/** Whether the whole answer was handed over to be sent. Over HTTP/2, a stream that was reset counts as finished. */
export const isSent = (outgoing: ServerResponse): boolean =>
  isHttp2(outgoing.req) ? outgoing.writableEnded : outgoing.writableFinished;

/** INTERNAL_ERROR of RFC 9113 §7: a stream that is only destroyed ends as if it were whole. */
const BROKEN = 2;

/** Ends an answer that breaks, so that the client learns that it is not whole. */
export function breakOff(outgoing: ServerResponse): void {
  if (isHttp2(outgoing.req)) outgoing.req.stream.close(BROKEN);
  else outgoing.destroy();
}

/** Header fields as HTTP/1 has them: without those that stand for its first line, and with `host` (RFC 9113 §8.3.1). */
export function plainFields(headers: IncomingMessage['headers']): HttpRequest['headers'] {
  const named = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  const fields = Object.fromEntries(named);
  const authority = headers[':authority'];
  return authority === undefined ? fields : { ...fields, host: authority };
}

/** Fields that speak of a connection, which HTTP/2 has none of (RFC 9113 §8.2.2). */
const OF_CONNECTION = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

export const isOfConnection = (name: string): boolean => OF_CONNECTION.has(name.toLowerCase());
