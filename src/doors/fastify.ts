import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { type HttpResponse, isStreamed, type ResponseBody } from '../http/message.ts';
import { release } from '../http/release.ts';
import { toConsole } from '../observers.ts';
import { type Servable, walkOf } from '../servable.ts';
import { unmatched, type Walked } from '../walk.ts';
import { joinFields } from './node/fields.ts';
import { isOfConnection } from './node/http2.ts';
import { IncomingRequest } from './node/incoming.ts';
import { toNodeBody, toReadable } from './node/readable.ts';
import { discardRest } from './node/rest.ts';

/** Without a body there is nothing to send; null would be sent as JSON. */
function contentOf(body: ResponseBody, { raw }: FastifyReply): Buffer | Readable | undefined {
  if (body === null) return undefined;
  return isStreamed(body) ? toReadable(body, raw) : toNodeBody(body);
}

function send({ status, headers, body }: HttpResponse, reply: FastifyReply): void {
  discardRest(reply.request.raw);
  for (const [name, value] of joinFields(headers, (one) => reply.getHeader(one)))
    if (!isOfConnection(name)) reply.removeHeader(name).header(name, value);
  reply.code(status).send(contentOf(body, reply));
}

/** What cannot be sent, a stream that somebody else reads for one, must not end the server. */
function respond(response: HttpResponse, reply: FastifyReply): void {
  try {
    if (reply.sent) release(response.body);
    else send(response, reply);
  } catch (error) {
    toConsole(error);
    release(response.body);
    if (!reply.sent) reply.code(500).send();
  }
}

/** Which scope of an application takes all that has no route, by URL. */
const CATCHERS: WeakMap<object, Map<string, FastifyInstance>> = new WeakMap();

function catchersOf({ server }: FastifyInstance): Map<string, FastifyInstance> {
  const known = CATCHERS.get(server) ?? new Map<string, FastifyInstance>();
  CATCHERS.set(server, known);
  return known;
}

const isRoot = (fastify: FastifyInstance): boolean => Object.hasOwn(fastify, 'server');

/** Hooks of a scope run only for its routes; at the root they run for what has no route as well. */
function catchAll(fastify: FastifyInstance): void {
  if (isRoot(fastify)) return;
  const url = `${fastify.prefix}/*`;
  const catchers = catchersOf(fastify);
  const catcher = catchers.get(url) ?? fastify;
  if (catcher !== fastify)
    throw new TypeError(
      `Another scope serves an API at ${url} already, so that no request would come to this one: register both in one scope, or combine them.`,
    );
  catchers.set(url, fastify);
  const isCaught = fastify.hasRoute({ method: 'GET', url });
  if (!isCaught) fastify.all('/*', (_, reply) => reply.callNotFound());
}

/**
 * Serves an API from a Fastify application. What the API has no path for goes on to the routes of the application.
 *
 * Requests are looked at before they are routed to the handlers of Fastify and before bodies are parsed, so the body is read by opbind, in
 * its own types and limits. The whole path is matched; the prefix of the scope that the plugin is registered in is part of the base path of
 * the API. The answer is sent by `reply`, so that hooks of the application (`onSend`, `onResponse`) see it.
 *
 * @param api What `bind` or `combine` gave.
 * @returns A plugin for `register`, of the scope that registers it; a scope has to have a prefix of its own where another one serves an API.
 * @example
 * const app = fastify();
 * app.register(toFastifyPlugin(await bind('petstore.yaml', { getPetById: ({ path }) => pets.get(path.petId) })));
 */
export function toFastifyPlugin(api: Servable): FastifyPluginCallback {
  const walk = walkOf(api);
  const onRequest = (request: FastifyRequest, reply: FastifyReply, next: () => void): void => {
    const answer = (response: Walked): void => {
      if (response[unmatched]) next();
      else respond(response, reply);
    };
    const response = walk(new IncomingRequest(request.raw, reply.raw));
    if (response instanceof Promise) void response.then(answer);
    else answer(response);
  };
  const plugin: FastifyPluginCallback = (fastify, _, registered) => {
    fastify.addHook('onRequest', onRequest);
    try {
      catchAll(fastify);
      registered();
    } catch (error) {
      registered(error as Error);
    }
  };
  // Without a scope of its own, its hook is one of the scope that registers it.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'opbind',
  });
}
