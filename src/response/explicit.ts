import { createReply, type Reply, type ReplyObject, replied } from '../http/reply.ts';
import { refuse } from '../problem/problem.ts';

const isReply = (value: object): value is Reply => replied in value;

const isReplyObject = (value: object): value is ReplyObject =>
  Object.hasOwn(value, 'HttpStatusCode') && Object.hasOwn(value, 'Content');

/** `ContentEncoding` is a charset there, never a content coding. */
function toReply({ HttpStatusCode, Content, ContentEncoding, ContentType, HttpHeaders }: ReplyObject): Reply {
  try {
    return createReply(HttpStatusCode, Content ?? undefined, {
      headers: HttpHeaders ?? undefined,
      contentType: ContentType || undefined,
      charset: ContentEncoding || undefined,
    });
  } catch (cause) {
    throw refuse('response-invalid', { cause });
  }
}

/** The reply that a value is, or is meant as; null for a bare value. */
export function explicitReply(value: object): Reply | null {
  if (isReply(value)) return value;
  return isReplyObject(value) ? toReply(value) : null;
}
