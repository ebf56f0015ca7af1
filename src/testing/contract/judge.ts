import type { Operation } from '../../document/operation.ts';
import type { ResponseMismatch } from '../../response/mismatch.ts';
import { issuesOfAnswer } from '../check-answer.ts';
import type { Contract } from '../contract-of.ts';
import type { Injected } from '../inject.ts';
import type { ContractCheck } from './names.ts';

/** Something wrong with an answer. */
export interface Misfit {
  readonly check: ContractCheck;
  readonly message: string;
}

/** An answer; of an API that checks its answers itself, with what it held back. */
export type Answered = Injected & { readonly mismatch?: ResponseMismatch };

/** What came of a request: an answer, or why there is none. */
export type Outcome = Answered | { readonly failure: string };

export interface Judged {
  readonly operation: Operation;
  readonly outcome: Outcome;
  /** What is wrong with the request; null where it fits the document. */
  readonly what: string | null;
}

/** Statuses by which a request is refused as one that does not fit the document. */
const REFUSALS: ReadonlySet<number> = new Set([400, 405, 406, 413, 414, 415, 422, 431]);

const checkOf = (pointer: string): ContractCheck => {
  if (pointer === '/status') return 'status';
  if (pointer === '/headers/content-type') return 'contentType';
  return pointer.startsWith('/headers') ? 'headers' : 'schema';
};

/** Issues of one check are one misfit. */
function misfitsOf(contract: Contract, operation: Operation, answer: Answered): readonly Misfit[] {
  const issues =
    answer.mismatch?.issues ?? issuesOfAnswer(contract, operation, { ...answer, body: answer.text });
  const byCheck = new Map<ContractCheck, string[]>();
  for (const { pointer, message } of issues) {
    const check = checkOf(pointer);
    byCheck.set(check, [...(byCheck.get(check) ?? []), `${pointer}: ${message}`]);
  }
  return [...byCheck].map(([check, messages]) => ({ check, message: messages.slice(0, 5).join('\n') }));
}

/** Of an operation that declares failures alone, nobody knows what success is. */
export const knowsSuccess = ({ responses }: Operation): boolean =>
  responses.length === 0 || responses.some(({ status }) => /^[23d]/.test(status));

function ofStatus(operation: Operation, status: number, what: string | null): readonly Misfit[] {
  if (what === null)
    return REFUSALS.has(status) && knowsSuccess(operation)
      ? [
          {
            check: 'positiveAccepted',
            message: `The request fits the document, and was refused with ${status}.`,
          },
        ]
      : [];
  return status < 400
    ? [
        {
          check: 'negativeRefused',
          message: `The request does not fit, and was answered with ${status}. ${what}.`,
        },
      ]
    : [];
}

/** Everything that is wrong with what came of a request. Statuses that are `allowed` need no declaration. */
export function judge(
  contract: Contract,
  { operation, outcome, what }: Judged,
  allowed: ReadonlySet<number>,
): readonly Misfit[] {
  if ('failure' in outcome) return [{ check: 'answered', message: outcome.failure }];
  const { status } = outcome;
  if (status >= 500 && !allowed.has(status) && outcome.mismatch === undefined)
    return [{ check: 'notServerError', message: `The server failed: ${status}.` }];
  const misfits = misfitsOf(contract, operation, outcome);
  const isFree = allowed.has(status) || operation.responses.length === 0;
  return [
    ...misfits.filter(({ check }) => !(check === 'status' && isFree)),
    ...(allowed.has(status) ? [] : ofStatus(operation, status, what)),
  ];
}
