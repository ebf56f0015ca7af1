import type { IncomingMessage, ServerResponse } from 'node:http';
import { toConsole } from '../observers.ts';
import { type Servable, walkOf } from '../servable.ts';
import { unmatched, type Walk, type Walked } from '../walk.ts';
import type { NodeIncoming, NodeOutgoing } from './node/http2.ts';
import { IncomingRequest } from './node/incoming.ts';
import { write } from './node/outgoing.ts';

export type { NodeIncoming, NodeOutgoing } from './node/http2.ts';

/** Node parses HTTP/0.9, which has no header fields, and leaves it to others to refuse it. */
function refuseAncient(outgoing: ServerResponse): void {
  outgoing.writeHead(400, { connection: 'close' }).end();
}

/** A listener for `node:http`, `node:https` and `node:http2`, and for whatever calls listeners with a `next`. */
export type NodeListener = (
  incoming: NodeIncoming,
  outgoing: NodeOutgoing,
  next?: (error?: unknown) => void,
) => void;

type Next = ((error?: unknown) => void) | undefined;

function answer(response: Walked, incoming: IncomingMessage, outgoing: ServerResponse, next: Next): void {
  try {
    if (next !== undefined && response[unmatched]) next();
    else write(response, incoming, outgoing, next !== undefined);
  } catch (error) {
    toConsole(error);
    outgoing.destroy();
  }
}

const answerLate = (
  response: Promise<Walked>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  next: Next,
): unknown => response.then((late) => answer(late, incoming, outgoing, next));

function serve(walk: Walk, incoming: IncomingMessage, outgoing: ServerResponse, next: Next): void {
  const response = walk(new IncomingRequest(incoming, outgoing), next === undefined);
  if (response instanceof Promise) answerLate(response, incoming, outgoing, next);
  else answer(response, incoming, outgoing, next);
}

/**
 * Serves an API with Node's own servers: `node:http`, `node:https`, and `node:http2` with or without HTTP/1 beside it.
 *
 * What the API has no path for is answered with 404, or handed on where there is a `next`. The target of the request is taken as it was
 * sent. A body is read only when its operation asks for it, up to the limit; the connection can be used on after a refused body.
 *
 * @param api What `bind` or `combine` gave.
 * @returns A listener for `createServer`.
 * @example
 * const api = await bind('petstore.yaml', { getPetById: ({ path }) => pets.get(path.petId) });
 * createServer(toNodeListener(api)).listen(8080);
 */
export function toNodeListener(api: Servable): NodeListener {
  const walk = walkOf(api);
  return (incoming, outgoing, next) => {
    // Those of HTTP/2 look like those of HTTP/1; what differs is asked where it matters.
    if (incoming.httpVersionMajor < 1) refuseAncient(outgoing as ServerResponse);
    else serve(walk, incoming as IncomingMessage, outgoing as ServerResponse, next);
  };
}
