import { count } from '../../problem/count.ts';
import { toCurl } from '../curl.ts';
import type { WrittenRequest } from '../write-request.ts';
import type { Outcome } from './judge.ts';
import type { CaseKind, ContractCheck } from './names.ts';

/** A check that failed, and the smallest request that was found to make it fail. */
export interface ContractFailure {
  /** Id of the operation. */
  readonly operation: string;
  readonly check: ContractCheck;
  readonly message: string;
  /** The request as a command. */
  readonly curl: string;
  /** Status of the answer; null where there was none. */
  readonly status: number | null;
  /** The answer as text, cut short. */
  readonly answer: string;
  /** What makes the same request again: `contractTest(api, { seed, path })`. */
  readonly path: string;
}

/** What was tested of one operation. */
export interface OperationReport {
  readonly id: string;
  /** Requests that were sent, those that made a failing one smaller included. */
  readonly requests: number;
  /** How many of them fit the document, and how many do not. */
  readonly positive: number;
  readonly negative: number;
  /** How many were answered with each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** What was not tested, and why; empty where all was. */
  readonly skipped: readonly string[];
}

/** What a contract test came to. */
export interface ContractReport {
  /** What makes the same requests again. */
  readonly seed: number;
  readonly operations: readonly OperationReport[];
  /** Requests in all. */
  readonly requests: number;
  /** How often each check was made. */
  readonly checks: Readonly<Partial<Record<ContractCheck, number>>>;
  readonly failures: readonly ContractFailure[];
  /** Whether the time limit cut it short. */
  readonly isCutShort: boolean;
}

const LONGEST = 1_000;

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function answerOf(outcome: Outcome): string {
  if ('failure' in outcome) return outcome.failure;
  const type = outcome.headers['content-type'];
  const head = type === undefined ? '' : `\ncontent-type: ${type}`;
  return `HTTP ${outcome.status}${head}${outcome.text === '' ? '' : `\n\n${cut(outcome.text)}`}`;
}

export interface Found {
  readonly operation: string;
  readonly kind: CaseKind;
  readonly check: ContractCheck;
  readonly message: string;
  readonly request: WrittenRequest;
  readonly outcome: Outcome;
  /** Path of the counterexample, as fast-check gives it. */
  readonly at: string;
}

export const toFailure = ({
  operation,
  kind,
  check,
  message,
  request,
  outcome,
  at,
}: Found): ContractFailure => ({
  operation,
  check,
  message,
  curl: toCurl(request),
  status: 'failure' in outcome ? null : outcome.status,
  answer: answerOf(outcome),
  path: `${operation} ${kind} ${at}`,
});

const textOf = ({ operation, check, message, curl, answer, path }: ContractFailure, seed: number): string =>
  [
    `  ${operation}  ${check}`,
    indented(message, 4),
    '',
    indented(curl, 4),
    '',
    indented(answer, 4),
    '',
    `    Again: contractTest(…, { seed: ${seed}, path: ${JSON.stringify(path)} })`,
  ].join('\n');

/**
 * What {@link contractTest} rejects with. The message has a paragraph for each failure: operation and check, what is wrong, the smallest
 * request as a command of curl, the answer, and what makes the same request again.
 *
 * @example
 * await contractTest(api).catch((error) => {
 *   if (error instanceof ContractError) console.error(error.failures.map(({ operation, check }) => [operation, check]));
 *   throw error;
 * });
 */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  readonly failures: readonly ContractFailure[];
  readonly report: ContractReport;

  constructor(report: ContractReport) {
    const { failures, operations, requests, seed } = report;
    const head = `${count(failures.length, 'failure')} in ${count(operations.length, 'operation')} (${count(requests, 'request')}, seed ${seed})`;
    super([head, ...failures.map((failure) => textOf(failure, seed))].join('\n\n'));
    this.failures = failures;
    this.report = report;
  }
}
