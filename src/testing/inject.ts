import { checkNames } from '../check-names.ts';
import type { ClientCertificate, HttpRequest, HttpResponse, RequestBody } from '../http/message.ts';
import { presume } from '../security/presume.ts';
import { type Principal, toPrincipal } from '../security/principal.ts';
import { type Servable, walkOf } from '../servable.ts';
import { mismatched } from '../walk.ts';
import { isEnforced } from './enforce.ts';

/** A request to be answered in memory. */
export interface Injection {
  /** Default GET, or POST where there is a body. */
  readonly method?: string;
  /** Request target, `/pets?limit=3`, or an absolute URL. Default `/`. */
  readonly url?: string;
  /** Names in any case. */
  readonly headers?: HttpRequest['headers'];
  /** The body as it is; say its type in `headers`. */
  readonly body?: RequestBody | undefined;
  /** A value to be sent as `application/json`. */
  readonly json?: unknown;
  /** Fields to be sent as `application/x-www-form-urlencoded`, or a `FormData`, with files, as `multipart/form-data`. */
  readonly form?: Readonly<Record<string, string>> | FormData;
  readonly protocol?: 'http' | 'https';
  readonly clientIp?: string | undefined;
  /** As the TLS layer would have verified it. */
  readonly clientCertificate?: ClientCertificate;
  /**
   * Whose request this is, whatever credentials it has: no authenticator is asked, every scheme is taken to have shown this principal. Scopes,
   * roles, policies and limits are weighed as ever. Null: nobody presented credentials. Only in memory; no request of the network can say it.
   */
  readonly principal?: Principal | null;
}

/** The whole answer to an injected request. */
export interface Injected {
  readonly status: number;
  /** By lower-case name; repeated fields joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly bytes: Uint8Array;
  /** The body parsed as JSON, of the type that the caller expects. Throws where it is none. */
  json<T = unknown>(): T;
}

const NAMES: readonly (keyof Injection)[] = [
  'method',
  'url',
  'headers',
  'body',
  'json',
  'form',
  'protocol',
  'clientIp',
  'clientCertificate',
  'principal',
];

interface Prepared {
  readonly body?: RequestBody;
  readonly contentType?: string;
}

/** The platform writes forms, under a boundary that it makes up. */
function toMultipart(form: FormData): Prepared {
  const { body, headers } = new Response(form);
  return { body: body ?? '', contentType: headers.get('content-type') ?? '' };
}

function prepare({ body, json, form }: Injection): Prepared {
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' };
  if (form === undefined) return body === undefined ? {} : { body };
  if (form instanceof FormData) return toMultipart(form);
  return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' };
}

const lowerCase = (headers: HttpRequest['headers']): HttpRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** A mistake in a test is not to look like one of the API. */
function checked(principal: Principal | null): Principal | null {
  try {
    return principal === null ? null : toPrincipal(principal, '');
  } catch {
    throw new TypeError(
      'inject: a principal is an object with a name; its scopes and roles are lists of texts.',
    );
  }
}

/** The request as a door would hand it over. */
export function toRequest(injection: Injection): HttpRequest {
  const { body, contentType } = prepare(injection);
  const request: HttpRequest = {
    method: injection.method ?? (body === undefined ? 'GET' : 'POST'),
    url: injection.url ?? '/',
    headers: {
      host: 'localhost',
      ...(contentType && { 'content-type': contentType }),
      ...lowerCase(injection.headers ?? {}),
    },
    protocol: injection.protocol ?? 'http',
    clientIp: injection.clientIp ?? '127.0.0.1',
    clientCertificate: injection.clientCertificate,
    ...(body !== undefined && { body }),
  };
  if (injection.principal !== undefined) presume(request, checked(injection.principal));
  return request;
}

async function bytesOf(body: HttpResponse['body']): Promise<Uint8Array> {
  if (body === null) return new Uint8Array();
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function joined(lines: HttpResponse['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

/** An answer whose body has come to its end. */
export async function toInjected(response: HttpResponse): Promise<Injected> {
  const bytes = await bytesOf(response.body);
  const text = Buffer.from(bytes).toString('utf8');
  return {
    status: response.status,
    headers: joined(response.headers),
    text,
    bytes,
    json: () => JSON.parse(text),
  };
}

/**
 * Answers a request in memory: the same way through the API as behind a server, without a socket.
 *
 * @param api What `bind` or `combine` gave.
 * @param injection The request; `GET /` where nothing is said.
 * @returns The whole answer. A path that the API does not have gives its 404.
 * @throws {TypeError} for a name that a request does not have, and if the principal is none: an object with a name, scopes and roles as
 * lists. As a rejection.
 * @throws {ResponseMismatch} if the answer does not fit the document, of an API that `enforce` gave.
 * @example
 * const answer = await inject(api, { url: '/pets/7' });
 * answer.status; // 200
 * answer.json(); // { id: 7, name: 'Rex' }
 *
 * await inject(api, { method: 'DELETE', url: '/pets/7', principal: { name: 'ann', scopes: ['write:pets'] } });
 */
export async function inject(api: Servable, injection: Injection = {}): Promise<Injected> {
  checkNames('inject', injection, NAMES, { path: 'url', query: 'url', user: 'principal' });
  const response = await walkOf(api)(toRequest(injection), true);
  const mismatch = response[mismatched];
  if (mismatch !== undefined && isEnforced(api)) throw mismatch;
  return toInjected(response);
}
