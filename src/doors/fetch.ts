import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { release } from '../http/release.ts';
import { toConsole } from '../observers.ts';
import { type Servable, walkOf } from '../servable.ts';
import { unmatched } from '../walk.ts';
import { toWebBody } from './fetch/body.ts';
import { createDrained } from './fetch/drained.ts';
import { createSent } from './fetch/sent.ts';

/** What is known of a request beside the `Request` itself. */
export type PlatformRequest = Partial<
  Pick<HttpRequest, 'url' | 'body' | 'protocol' | 'clientIp' | 'host' | 'clientCertificate'>
>;

/** What the platform gives beside a request, such as the environment of a Worker, and how it is used. */
export interface FetchOptions<Platform extends readonly unknown[], Other> {
  /**
   * What the platform knows of a request: where it is from (`clientIp`), its certificate, a body that something else has parsed
   * (`{ parsed }`). Default: what the request says itself; the protocol is that of its URL.
   */
  readonly fromPlatform?: (
    request: Request,
    ...platform: Platform
  ) => PlatformRequest | Promise<PlatformRequest>;
  /** Answers where the API has no such path. Default: 404 as a problem. */
  readonly fallback?: (request: Request, ...platform: Platform) => Other | Promise<Other>;
}

/** A function as servers of Fetch take it: Hono, Bun, Deno, Workers. */
export type FetchHandler<Platform extends readonly unknown[], Other> = (
  request: Request,
  ...platform: Platform
) => Promise<Response | Other>;

function bodyOf({ body, bodyUsed, signal }: Request): HttpRequest['body'] {
  if (bodyUsed) return createDrained();
  return body === null ? undefined : createSent(body, signal);
}

const toHttpRequest = (request: Request, known: PlatformRequest): HttpRequest => ({
  method: request.method,
  url: request.url,
  headers: Object.fromEntries(request.headers),
  protocol: request.url.startsWith('https:') ? 'https' : 'http',
  body: bodyOf(request),
  signal: request.signal,
  ...known,
});

/** Answers with these must have no body (Fetch standard, null body status). */
const BODILESS = new Set([101, 204, 205, 304]);

function toResponse({ status, headers, body }: HttpResponse): Response {
  try {
    return new Response(BODILESS.has(status) ? null : toWebBody(body), { status, headers });
  } catch (error) {
    toConsole(error);
    release(body);
    return new Response(null, { status: 500 });
  }
}

/**
 * Serves an API on what calls functions with a `Request` of the Fetch standard: Hono, Bun, Deno, Workers, or a test.
 *
 * The whole path of its URL is matched. A `Request` has normalised that already: `..` and `%2e%2e` are resolved, backslashes are slashes; `%2F` stays
 * as it is. Whoever has the target as it was sent hands it over as `url` in `fromPlatform`. The body is read only when its operation asks for it.
 *
 * @param api What `bind` or `combine` gave.
 * @param options What to take from the platform, and who answers what the API has no path for.
 * @returns A function that never rejects, but for what `fromPlatform` and `fallback` throw.
 * @example
 * export default { fetch: toFetchHandler(await bind(document, { getPetById: ({ path }) => pets.get(path.petId) })) };
 * @example
 * const serve = toFetchHandler(api, { fallback: (request, context: Context, next: Next) => next() });
 * app.use((context, next) => serve(context.req.raw, context, next)); // Hono
 */
export function toFetchHandler<Platform extends readonly unknown[] = readonly unknown[], Other = Response>(
  api: Servable,
  options: FetchOptions<Platform, Other> = {},
): FetchHandler<Platform, Other> {
  const { fromPlatform, fallback } = options;
  const walk = walkOf(api);
  return async (request, ...platform) => {
    const known = (await fromPlatform?.(request, ...platform)) ?? {};
    const response = await walk(toHttpRequest(request, known), fallback === undefined);
    if (response[unmatched] && fallback !== undefined) return fallback(request, ...platform);
    return toResponse(response);
  };
}
