import type { SchemaIssue } from '../problem/issue.ts';

const MOST_LINES = 20;

/** Under this name Node asks what to write where an error is logged. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

const lineOf = ({ pointer, message }: SchemaIssue): string => `  ${pointer}: ${message}`;

function linesOf(issues: readonly SchemaIssue[]): readonly string[] {
  const lines = issues.slice(0, MOST_LINES).map(lineOf);
  return issues.length > MOST_LINES ? [...lines, `  … and ${issues.length - MOST_LINES} more`] : lines;
}

/**
 * An answer that does not fit the document. `onError` is given it; callers never see it.
 *
 * `message` has a line for each issue, at most 20. Values of the answer are not repeated in it.
 *
 * @see OpenAPI 3.1 §4.8.16 Responses Object
 * @example
 * const onError = (error: unknown) => {
 *   if (error instanceof ResponseMismatch) console.error(error.operation, error.status, error.issues);
 * };
 */
export class ResponseMismatch extends Error {
  override readonly name = 'ResponseMismatch';
  /** Id of the operation. */
  readonly operation: string;
  /** Status that the answer has, or was to have. */
  readonly status: number;
  /**
   * What is wrong. A pointer (RFC 6901) begins with the part of the answer: `/status`, `/headers/x-rate-limit`, `/body/owner/name`;
   * of a stream of items with their number, `/body/0/name`.
   */
  readonly issues: readonly SchemaIssue[];

  constructor(operation: string, status: number, issues: readonly SchemaIssue[]) {
    super(
      [`${operation} answered ${status}, which does not fit the document:`, ...linesOf(issues)].join('\n'),
    );
    this.operation = operation;
    this.status = status;
    this.issues = issues;
    // The frames are those of opbind, and the message has the issues already: a log is to have neither.
    Object.defineProperty(this, INSPECT, { value: () => `${this.name}: ${this.message}` });
  }
}
