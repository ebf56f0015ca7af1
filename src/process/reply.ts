import { type HeadersInput, toHeaderLines } from '../http/header-lines.ts';
import { createReply, type Reply, type ReplyParts } from '../http/reply.ts';
import { type CookiesInput, toCookieLines } from './set-cookies.ts';

/** What a {@link reply} may say beside its status and content. */
export interface ReplyOptions {
  /**
   * Header fields by name, as `[name, value]` pairs, or as `{ Key, Value }` objects. A list of values is sent as repeated lines;
   * undefined and null are left out. Content-length, transfer-encoding and connection are ignored: they are the server's.
   */
  readonly headers?: HeadersInput;
  /** Media type of the content, for example `text/csv`. Default: the header content-type, else as the document and the content say. */
  readonly contentType?: string;
  /** Charset in which text is sent: `utf-8`, `utf-16le`, `iso-8859-1` or `us-ascii`. Default: as the media type says, else `utf-8`. */
  readonly charset?: string;
  /**
   * Cookies to set, by name: a value, `{ value, maxAge, expires, domain, path, httpOnly, secure, sameSite, partitioned, priority }`, or
   * null to delete one. Values are percent-encoded. `maxAge` is in seconds.
   */
  readonly cookies?: CookiesInput;
}

function partsOf({ cookies, ...parts }: ReplyOptions): ReplyParts {
  if (cookies === undefined) return parts;
  return { ...parts, headers: [...toHeaderLines(parts.headers ?? {}), ...toCookieLines(cookies)] };
}

/** Answers with exactly this status and nothing else; see the form with content. */
export function reply<Status extends number>(status: Status): Reply<Status, undefined>;
/**
 * Answers with exactly this status, content and headers; `Accept` is not consulted. Return it, throw it, or give it to
 * `trigger.respond()`. One reply may be kept and given for many requests.
 *
 * With the types of a document, a status or content that its operation does not declare is a compile error.
 *
 * @param status HTTP status code, 200 to 599.
 * @param content A string is sent as is; bytes and streams as they are; everything else in the media type that is named, else in the
 * declared one, JSON before others. Nothing, or undefined, is no body.
 * @param options Header fields, media type, charset and cookies.
 * @returns A plain value; nothing is sent by making it.
 * @throws {TypeError} if the status is no whole number from 200 to 599; if a header name is no token, or a header value holds a line
 * break, another control character or a character beyond Latin-1; if the media type or charset is none; if a cookie cannot be set.
 * @see OpenAPI 3.1 §4.8.16 Responses Object; RFC 9110 §5.5 for header values
 * @example
 * const getPet: Process = ({ path }) => pets.get(path.petId) ?? reply(404, { message: 'no such pet' });
 * @example
 * const login = () =>
 *   reply(204, undefined, { cookies: { session: { value: createSession(), httpOnly: true, secure: true } } });
 * @example
 * const exportPets = () =>
 *   reply(200, toCsv(pets), { contentType: 'text/csv', headers: { 'content-disposition': 'attachment' } });
 */
export function reply<Status extends number, Content>(
  status: Status,
  content: Content,
  options?: ReplyOptions,
): Reply<Status, Content>;
export function reply(status: number, content?: unknown, options: ReplyOptions = {}): Reply {
  return createReply(status, content, partsOf(options));
}
