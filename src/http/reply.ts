import { type HeadersInput, toHeaderLines } from './header-lines.ts';
import type { HeaderLine } from './message.ts';

/** Marks a {@link Reply}, so that no object of a process is taken for one by chance. */
export const replied: unique symbol = Symbol('opbind.reply');

/** An answer that says all of itself; made by `reply()`. */
export interface Reply<Status extends number = number, Content = unknown> {
  readonly [replied]: true;
  readonly status: Status;
  readonly content: Content;
  readonly headers: readonly HeaderLine[];
  readonly contentType?: string;
  readonly charset?: string;
}

export const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' && value !== null && replied in value;

/** The same thing as a plain object, recognised by its own members `HttpStatusCode` and `Content`. */
export interface ReplyObject<Status extends number = number, Content = unknown> {
  readonly HttpStatusCode: Status;
  readonly Content: Content;
  /** The charset of a text; never a content coding. */
  readonly ContentEncoding?: string;
  readonly ContentType?: string;
  readonly HttpHeaders?: HeadersInput;
}

/** What a reply says beside its status and content. */
export interface ReplyParts {
  readonly headers?: HeadersInput | undefined;
  readonly contentType?: string | undefined;
  readonly charset?: string | undefined;
}

const NO_HEADERS: readonly HeaderLine[] = [];

const isStatus = (status: number): boolean => Number.isInteger(status) && status >= 200 && status <= 599;

const MEDIA_TYPE = /^[^\s/;,]+\/[^\s/;,]+\s*(;|$)/;

const CHARSET = /^[\w.:+-]+$/;

/** Media type and charset become a header line, so they are held to what a header line may hold. */
function checkContentType(contentType: string | undefined, charset: string | undefined): void {
  if (contentType !== undefined && !MEDIA_TYPE.test(contentType))
    throw new TypeError('The content type has to be a media type, for example "text/csv".');
  if (charset !== undefined && !CHARSET.test(charset))
    throw new TypeError('The charset has to be the name of a charset, for example "utf-8".');
  if (contentType !== undefined) toHeaderLines({ 'content-type': contentType });
}

/** @throws {TypeError} for what could not be sent as it is. */
export function createReply(status: number, content: unknown, parts: ReplyParts): Reply {
  const { headers, contentType, charset } = parts;
  if (!isStatus(status))
    throw new TypeError(
      `The status of a reply has to be a whole number from 200 to 599, not ${String(status)}.`,
    );
  checkContentType(contentType, charset);
  return Object.freeze({
    [replied]: true as const,
    status,
    content,
    headers: headers === undefined ? NO_HEADERS : toHeaderLines(headers),
    ...(contentType !== undefined && { contentType }),
    ...(charset !== undefined && { charset }),
  });
}
