import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpResponse, isStreamed } from '../http/message.ts';
import { release } from '../http/release.ts';
import { type Servable, walkOf } from '../servable.ts';
import { unmatched } from '../walk.ts';
import { joinFields } from './node/fields.ts';
import { isOfConnection } from './node/http2.ts';
import { IncomingRequest } from './node/incoming.ts';
import { mayHaveBody } from './node/outgoing.ts';
import { toNodeBody, toReadable } from './node/readable.ts';
import { discardRest } from './node/rest.ts';

/** What is used of a context of Koa. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly request: { readonly originalUrl: string; readonly body?: unknown; readonly rawBody?: unknown };
  status: number;
  body: unknown;
  set(field: string, value: string): void;
  remove(field: string): void;
}

/** What `app.use` and `router.use` take, in Koa 2 and 3. */
export type KoaMiddleware = (ctx: KoaContext, next: () => Promise<unknown>) => Promise<unknown>;

/**
 * Koa makes fields up of a body, and removes those that an answer to HEAD has without one; so ours come last. Of a type that was set before,
 * it would make a body.
 */
function respond({ status, headers, body }: HttpResponse, ctx: KoaContext): void {
  const { req, res } = ctx;
  discardRest(req);
  ctx.remove('content-type');
  ctx.body = isStreamed(body) ? toReadable(body, res) : body === null ? null : toNodeBody(body);
  ctx.status = status;
  ctx.remove('content-type');
  // Koa 2 announces no body that is not there, so that the connection would have to end.
  if (body === null && mayHaveBody(status, res)) ctx.set('content-length', '0');
  for (const [name, value] of joinFields(headers, (one) => res.getHeader(one)))
    if (!isOfConnection(name)) res.setHeader(name, value);
}

/**
 * Serves an API from a Koa application, 2 or 3. What the API has no path for goes on to `next`.
 *
 * The whole path is matched, `ctx.originalUrl`, wherever it is mounted: the prefix of a router is part of the base path of the API. May
 * stand before or after body parsers: of what they have read, the text is taken where they keep it (`ctx.request.rawBody`), else the value.
 * The answer is set on `ctx`, so that what stands before it, such as compression, sees it.
 *
 * @param api What `bind` or `combine` gave.
 * @returns A function for `app.use`.
 * @example
 * const app = new Koa();
 * app.use(toKoaMiddleware(await bind('petstore.yaml', { getPetById: ({ path }) => pets.get(path.petId) })));
 */
export function toKoaMiddleware(api: Servable): KoaMiddleware {
  const walk = walkOf(api);
  return async (ctx, next) => {
    const response = await walk(new IncomingRequest(ctx.req, ctx.res, ctx.request));
    if (response[unmatched]) return next();
    if (ctx.res.headersSent) release(response.body);
    else respond(response, ctx);
  };
}
