import { splitCookies } from '../http/cookies.ts';
import { fieldValue } from '../http/fields.ts';
import type { HttpRequest } from '../http/message.ts';

/** The call as HTTP saw it; nothing in here is cast or checked. */
export interface TriggerHttp {
  readonly method: string;
  /** Absolute, with query: `https://api.example.com/pets?limit=3`. */
  readonly uri: string;
  readonly protocol: 'http' | 'https';
  readonly clientIp: string | null;
  readonly headers: HttpRequest['headers'];
  readonly cookies: Readonly<Record<string, string>>;
  /** The body as UTF-8 text; empty without one. */
  readonly body: string;
  /** The body as it came; null without one, and where the host application parsed it. */
  readonly bytes: Uint8Array | null;
}

const isAbsolute = (url: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(url);

const absolute = ({ url, headers, host }: HttpRequest, protocol: string): string =>
  isAbsolute(url) ? url : `${protocol}://${host ?? fieldValue(headers, 'host') ?? 'localhost'}${url}`;

/** Costs nothing until it is looked at: most processes never ask for it. */
export function readHttp(request: HttpRequest, bytes: Uint8Array | null): TriggerHttp {
  const protocol = request.protocol ?? 'http';
  return {
    method: request.method,
    uri: absolute(request, protocol),
    protocol,
    clientIp: request.clientIp ?? null,
    headers: request.headers,
    cookies: Object.fromEntries(splitCookies(request.headers['cookie'])),
    body: bytes === null ? '' : new TextDecoder().decode(bytes),
    bytes,
  };
}
