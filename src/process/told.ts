import { isReply, type Reply } from '../http/reply.ts';
import { Problem } from '../problem/problem.ts';

/** What a process throws for its caller to see. What cannot even be looked at, such as a revoked proxy, is nothing of the kind. */
export function isTold(thrown: unknown): thrown is Reply | Problem {
  try {
    return isReply(thrown) || thrown instanceof Problem;
  } catch {
    return false;
  }
}
