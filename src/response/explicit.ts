import { toHeaderLines } from '../http/header-lines.ts';
import type { HeaderLine } from '../http/message.ts';
import { type Reply, type ReplyObject, replied } from '../http/reply.ts';
import { refuse } from '../problem/problem.ts';

/** An answer with a status of its own. */
export interface Explicit {
  readonly status: number;
  readonly content: unknown;
  readonly headers: readonly HeaderLine[];
  readonly contentType?: string;
  readonly charset?: string;
}

const isReply = (value: object): value is Reply => replied in value;

const isReplyObject = (value: object): value is ReplyObject =>
  Object.hasOwn(value, 'HttpStatusCode') && Object.hasOwn(value, 'Content');

const isStatus = (status: unknown): boolean =>
  Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599;

/** `ContentEncoding` is a charset there, never a content coding. */
function fromReplyObject(value: ReplyObject): Explicit {
  const { HttpStatusCode, Content, ContentEncoding, ContentType, HttpHeaders } = value;
  if (!isStatus(HttpStatusCode))
    throw new TypeError('HttpStatusCode has to be a whole number from 200 to 599.');
  return {
    status: HttpStatusCode,
    content: Content ?? undefined,
    headers: HttpHeaders ? toHeaderLines(HttpHeaders) : [],
    ...(ContentType && { contentType: ContentType }),
    ...(ContentEncoding && { charset: ContentEncoding }),
  };
}

/** The answer that a value is meant as, where it says so itself; else null. */
export function explicitAnswer(value: object): Explicit | null {
  if (isReply(value)) return value;
  if (!isReplyObject(value)) return null;
  try {
    return fromReplyObject(value);
  } catch (cause) {
    throw refuse('response-invalid', { cause });
  }
}
