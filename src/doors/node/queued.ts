import type { IncomingMessage, ServerResponse } from 'node:http';

type Socket = IncomingMessage['socket'];

/** Answers that wait for those before them on their connection (pipelining). */
const QUEUED: WeakMap<Socket, Set<ServerResponse>> = new WeakMap();

const isUnsent = (outgoing: ServerResponse): boolean =>
  outgoing.socket === null && !outgoing.closed && !outgoing.writableFinished;

function leave(outgoing: ServerResponse): void {
  if (!isUnsent(outgoing)) return;
  outgoing.destroy();
  outgoing.emit('close');
}

function queuedOn(socket: Socket): Set<ServerResponse> {
  const known = QUEUED.get(socket);
  if (known !== undefined) return known;
  const queued = new Set<ServerResponse>();
  QUEUED.set(socket, queued);
  socket.once('close', () => queued.forEach(leave));
  return queued;
}

/**
 * Node tells only the answer that has the connection that its caller has gone. Those that wait for it learn it from here, and so does
 * whatever listens to them.
 */
export function watchQueued({ socket }: IncomingMessage, outgoing: ServerResponse): void {
  if (!isUnsent(outgoing)) return;
  if (socket.closed) {
    leave(outgoing);
    return;
  }
  const queued = queuedOn(socket);
  if (queued.has(outgoing)) return;
  queued.add(outgoing);
  outgoing.once('close', () => queued.delete(outgoing));
}
