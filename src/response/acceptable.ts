import type { MediaType, ResponseRecord } from '../document/operation.ts';
import { fieldValue } from '../http/fields.ts';
import type { HttpRequest } from '../http/message.ts';
import { type Problem, refuse } from '../problem/problem.ts';
import { compileAccept } from './accept.ts';
import type { AcceptRule } from './choice.ts';

/** What is said to a caller who takes none of the media types there are. */
export function notAcceptable(offers: readonly { readonly type: string }[]): Problem {
  const types = offers.map(({ type }) => type).join(', ');
  return refuse('not-acceptable', { detail: `This is answered as ${types}.` });
}

/** Refuses a request whose answer could only be of types that it does not accept; null where that is not known before. */
export type Refuse = (request: HttpRequest) => Problem | null;

const isSuccess = ({ status }: ResponseRecord): boolean => /^2/.test(status);

const isRange = ({ type }: MediaType): boolean => type.includes('*');

/** What an operation can answer is known where every success has content, and of types that are named. */
export function compileRefuse(responses: readonly ResponseRecord[], accept: AcceptRule): Refuse | null {
  const successes = responses.filter(isSuccess);
  const offers = successes.flatMap(({ content }) => content);
  const isKnown = successes.every(({ content }) => content.length > 0) && !offers.some(isRange);
  if (accept === 'lenient' || offers.length === 0 || !isKnown) return null;
  const choose = compileAccept(offers.map(({ type }) => type));
  return ({ headers }) => (choose(fieldValue(headers, 'accept')) === -1 ? notAcceptable(offers) : null);
}
