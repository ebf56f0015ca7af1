import { createReply, type Reply, type ReplyObject, type ReplyParts, replied } from '../http/reply.ts';
import { refuse } from '../problem/problem.ts';

const isReply = (value: object): value is Reply => replied in value;

const isReplyObject = (value: object): value is ReplyObject =>
  Object.hasOwn(value, 'HttpStatusCode') && Object.hasOwn(value, 'Content');

function checked(status: number, content: unknown, parts: ReplyParts): Reply {
  try {
    return createReply(status, content, parts);
  } catch (cause) {
    throw refuse('response-invalid', { cause });
  }
}

/** `ContentEncoding` is a charset there, never a content coding. */
const toReply = (given: ReplyObject): Reply =>
  checked(given.HttpStatusCode, given.Content ?? undefined, {
    headers: given.HttpHeaders ?? undefined,
    contentType: given.ContentType || undefined,
    charset: given.ContentEncoding || undefined,
  });

/** The reply that a value is, or is meant as; null for a bare value. What was copied from a reply and changed is checked again. */
export function explicitReply(value: object): Reply | null {
  if (isReply(value)) return Object.isFrozen(value) ? value : checked(value.status, value.content, value);
  return isReplyObject(value) ? toReply(value) : null;
}
