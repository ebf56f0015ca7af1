import { createReply, isReply, type Reply, type ReplyObject, type ReplyParts } from '../http/reply.ts';
import { refuse } from '../problem/problem.ts';
import { isResponse } from './kind.ts';

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

/** A body that was fetched is inflated already, though its header still says how it was deflated. */
const isStale = (response: Response, name: string): boolean =>
  response.url !== '' && (name === 'content-encoding' || name === 'keep-alive');

/** A Response of the Fetch standard. Its header fields keep to the rules of all others. */
function fromFetch(response: Response): Reply {
  if (response.bodyUsed)
    throw refuse('response-invalid', {
      cause: new TypeError('The body of this Response has been read already.'),
    });
  const headers = [...response.headers].filter(([name]) => !isStale(response, name));
  return checked(response.status, response.body ?? undefined, { headers });
}

/** The reply that a value is, or is meant as; null for a bare value. What was copied from a reply and changed is checked again. */
export function explicitReply(value: object): Reply | null {
  if (isReply(value)) return Object.isFrozen(value) ? value : checked(value.status, value.content, value);
  if (isReplyObject(value)) return toReply(value);
  return isResponse(value) ? fromFetch(value) : null;
}
