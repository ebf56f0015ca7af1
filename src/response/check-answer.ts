import type { ResponseRecord } from '../document/operation.ts';
import { release } from '../http/release.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { isRefusal, Problem, refuse } from '../problem/problem.ts';
import { type CheckItem, createCheckItem } from './check-items.ts';
import {
  type Checkable,
  type CheckStatus,
  type CheckStatusOptions,
  compileCheckStatus,
} from './check-status.ts';
import { ResponseMismatch } from './mismatch.ts';
import type { ResponseRules } from './rules.ts';

export interface CheckAnswerOptions extends CheckStatusOptions {
  /** Id of the operation. */
  readonly operation: string;
  readonly rules: Required<ResponseRules>;
}

/** Is told of what does not fit and is sent all the same. */
export type TellMismatch = (error: Error) => void;

/** Holds the answers of an operation to what its document says of them. */
export interface CheckAnswer {
  /** Checks what is about to be sent. Throws a refusal whose cause is the {@link ResponseMismatch}, where it must not be sent; its body is released then. */
  readonly whole: (checkable: Checkable, tell: TellMismatch) => void;
  /**
   * The check of the items of one sequence of this status and content type; null where there is nothing to check. It throws the
   * {@link ResponseMismatch} where the sequence must not go on.
   */
  readonly items: (status: number, type: string, tell: TellMismatch) => CheckItem | null;
}

const STATUS_UNDECLARED: readonly SchemaIssue[] = [
  { pointer: '/status', code: 'status-undeclared', message: 'The operation declares no such status.' },
];

/** A status is declared by itself, by its range, or by `default`, in this order (OpenAPI 3.1 §4.8.16). */
function compileFind(
  responses: readonly ResponseRecord[],
  options: CheckStatusOptions,
): (status: number) => CheckStatus | undefined {
  const byStatus = new Map(
    responses.map((record) => [record.status, compileCheckStatus(record, options)] as const),
  );
  return (status) =>
    byStatus.get(String(status)) ?? byStatus.get(`${Math.floor(status / 100)}XX`) ?? byStatus.get('default');
}

/** Timeouts, refused bodies and unexpected failures are opbind's to answer, and no document declares them. */
const isOurs = ({ content }: Checkable): boolean => content instanceof Problem && isRefusal(content);

/** Compiles the check of an operation's answers; null where there is nothing to check, so that it costs nothing. */
export function compileCheckAnswer(
  responses: readonly ResponseRecord[],
  options: CheckAnswerOptions,
): CheckAnswer | null {
  const { operation, rules } = options;
  const { check: mode, undocumented } = rules;
  if (mode === 'off' && undocumented === 'allow') return null;
  const find = compileFind(responses, options);
  const isChecked = mode !== 'off';
  let hasSkipped = false;

  const mismatch = (status: number, issues: readonly SchemaIssue[]): ResponseMismatch =>
    new ResponseMismatch(operation, status, issues);

  /** Those who watch must know that they do not see all; once is enough. */
  const skip = (status: number, tell: TellMismatch): void => {
    if (hasSkipped) return;
    hasSkipped = true;
    tell(
      new Error(
        `${operation} answered ${status} with JSON that is no whole, or too large. It is sent unchecked; this is said once.`,
      ),
    );
  };

  const settle = (
    checkable: Checkable,
    issues: readonly SchemaIssue[],
    enforced: boolean,
    tell: TellMismatch,
  ): void => {
    const { status, body } = checkable.response;
    const cause = mismatch(status, issues);
    if (enforced) {
      release(body);
      throw refuse('response-invalid', { cause });
    }
    tell(cause);
  };

  return {
    whole: (checkable, tell) => {
      if (isOurs(checkable)) return;
      const { status } = checkable.response;
      const expected = find(status);
      if (expected === undefined) {
        if (undocumented !== 'allow') settle(checkable, STATUS_UNDECLARED, undocumented === 'enforce', tell);
      } else if (isChecked) {
        const issues = expected.issuesOf(checkable, () => skip(status, tell));
        if (issues.length > 0) settle(checkable, issues, mode === 'enforce', tell);
      }
    },
    items: (status, type, tell) => {
      const check = isChecked ? (find(status)?.itemOf(type) ?? null) : null;
      if (check === null) return null;
      return createCheckItem(check, (issues) => {
        const error = mismatch(status, issues);
        if (mode === 'enforce') throw error;
        tell(error);
      });
    },
  };
}
