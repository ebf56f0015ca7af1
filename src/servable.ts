import { withPlainFields } from './http/fields.ts';
import type { HttpRequest, HttpResponse } from './http/message.ts';
import { release } from './http/release.ts';
import { toConsole } from './observers.ts';
import { refuse } from './problem/problem.ts';
import { problemResponse } from './response/problem.ts';
import { unmatched, type Walk, type Walked } from './walk.ts';

/** What doors serve: an API, several of them combined, or whatever answers requests as these do. */
export interface Servable {
  /** Answers a request. Undefined where there is no such path, so that a host application can go on. Never rejects. */
  handle(request: HttpRequest): Promise<HttpResponse | undefined>;
}

type Handle = Servable['handle'];

/** Doors walk, which spares them a promise where there is nothing to wait for. Whoever puts another `handle` in front is asked by it. */
const WALKS = new WeakMap<Handle, Walk>();

export function toHandle(walk: Walk): Handle {
  const handle: Handle = async (request) => {
    const response = await walk(withPlainFields(request));
    return response[unmatched] ? undefined : response;
  };
  WALKS.set(handle, walk);
  return handle;
}

/** Doors make members of a request on demand; whoever copies it would lose them. */
function copyOf(request: HttpRequest): HttpRequest {
  const { method, url, body, protocol = 'http', clientIp, host, clientCertificate, signal } = request;
  const headers = { ...request.headers };
  return { method, url, headers, body, protocol, clientIp, host, clientCertificate, signal };
}

const nowhere = (): Walked => ({ ...problemResponse(refuse('route-not-found')), [unmatched]: true });

function withoutBody(response: HttpResponse): HttpResponse {
  release(response.body);
  return { ...response, body: null };
}

const walkBy =
  (servable: Servable): Walk =>
  async (request) => {
    try {
      const response = await servable.handle(copyOf(request));
      if (response === undefined) return nowhere();
      return request.method === 'HEAD' ? withoutBody(response) : response;
    } catch (error) {
      toConsole(error);
      return problemResponse(refuse('process-failed'));
    }
  };

/**
 * The way of a request through what is to be served. Asked for once, when a door is made.
 *
 * @throws {TypeError} if it has no `handle`.
 */
export function walkOf(servable: Servable): Walk {
  const handle: unknown = (servable as Servable | undefined)?.handle;
  if (typeof handle !== 'function')
    throw new TypeError('There is nothing to serve: give what bind or combine gave, awaited.');
  return WALKS.get(handle as Handle) ?? walkBy(servable);
}
