import { byteLengthOf } from '../http/bytes.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from '../http/message.ts';
import { entryOf, type ProblemEntry } from '../problem/codes.ts';
import type { Issue } from '../problem/issue.ts';
import type { Problem } from '../problem/problem.ts';

/** A problem as callers see it (RFC 9457): what its JSON is made of. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable code. */
  readonly code: string;
  readonly detail?: string;
  /** Id of the run that failed. */
  readonly run?: string;
  /** What is wrong with which value; at most 20, and 8 KB. */
  readonly errors?: readonly Issue[];
  /** How many issues there are beyond those listed. */
  readonly more?: number;
}

/** What is known of the call that a problem answers. */
export interface ProblemContext {
  readonly request: HttpRequest;
  /** Id of the operation; null where none was found. */
  readonly operation: string | null;
}

/**
 * A problem → what callers see instead: any JSON value, or a reply. Undefined leaves it as it is. Has to be done at once: a promise cannot
 * be sent.
 *
 * @example
 * const problems: ShapeProblem = ({ code, title }, { operation }) => ({ error: { code, message: title, operation } });
 */
export type ShapeProblem = (problem: ProblemDetails, context: ProblemContext) => unknown;

const MOST_ISSUES = 20;
const MOST_BYTES = 8 * 1024;

/** Longest texts, in characters. Long ones come from long requests. */
const LONGEST = { type: 1000, title: 120, code: 100, detail: 1000, message: 300, name: 256, pointer: 256 };

/** A text of a length, with a mark where something is left out. */
const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;

const isLong = ({ message, pointer, name = '' }: Issue): boolean =>
  message.length > LONGEST.message || pointer.length > LONGEST.pointer || name.length > LONGEST.name;

const cutIssue = (issue: Issue): Issue =>
  isLong(issue)
    ? {
        ...issue,
        message: cut(issue.message, LONGEST.message),
        pointer: cut(issue.pointer, LONGEST.pointer),
        ...(issue.name !== undefined && { name: cut(issue.name, LONGEST.name) }),
      }
    : issue;

/** A character takes up to six bytes in JSON and in XML; the names and quotes around it take what is added. */
const mostBytesOf = ({ message, pointer, name = '', code }: Issue): number =>
  6 * (message.length + pointer.length + name.length + code.length) + 100;

/** Whether issues are so few and short that nothing has to be counted. */
function isSmall(issues: readonly Issue[], room: number): boolean {
  if (issues.length > MOST_ISSUES) return false;
  let bytes = 0;
  for (const issue of issues) {
    if (isLong(issue)) return false;
    bytes += mostBytesOf(issue);
  }
  return bytes <= room;
}

/** As many issues as a client can use, and never so many that the answer grows with the request. */
function capIssues(
  issues: readonly Issue[],
  room: number,
  bytesOf: (issue: Issue) => number,
): readonly Issue[] {
  let bytes = 0;
  return issues
    .slice(0, MOST_ISSUES)
    .map(cutIssue)
    .filter((issue) => {
      bytes += bytesOf(issue);
      return bytes <= room;
    });
}

const jsonBytes = (value: unknown): number => byteLengthOf(JSON.stringify(value));

/** @param name With what stands before a member of its name: `,"detail":`. */
const member = (name: string, value: unknown): string =>
  value === undefined ? '' : name + JSON.stringify(value);

const opening = ({ code, type, title, status }: Problem): string =>
  `{"type":${JSON.stringify(cut(type, LONGEST.type))},"title":${JSON.stringify(cut(title, LONGEST.title))},"status":${status},"code":${JSON.stringify(cut(code, LONGEST.code))}`;

/** How the usual problems begin: the same every time, and written once. */
const openings = new Map<ProblemEntry, string>();

function openingOf(problem: Problem): string {
  const { code, type, title, status } = problem;
  const usual = entryOf(code);
  if (usual === undefined || usual.type !== type || usual.title !== title || usual.status !== status)
    return opening(problem);
  const known = openings.get(usual) ?? opening(problem);
  openings.set(usual, known);
  return known;
}

const detailOf = ({ detail }: Problem): string | undefined =>
  detail === undefined ? undefined : cut(detail, LONGEST.detail);

/** For what follows the issues, and for what stands around them. */
const RESERVE = 64;

function textOf(problem: Problem): string {
  const { errors } = problem;
  const head = openingOf(problem) + member(',"detail":', detailOf(problem)) + member(',"run":', problem.run);
  if (errors.length === 0) return `${head}}`;
  if (isSmall(errors, MOST_BYTES - 6 * head.length - RESERVE))
    return `${head}${member(',"errors":', errors)}}`;
  const listed = capIssues(errors, MOST_BYTES - byteLengthOf(head) - RESERVE, jsonBytes);
  const more = errors.length === listed.length ? undefined : errors.length - listed.length;
  return `${head}${member(',"errors":', listed)}${member(',"more":', more)}}`;
}

/** A problem as data, no larger than it may be in a notation. */
export function detailsOf(problem: Problem, bytesOf: (value: unknown) => number = jsonBytes): ProblemDetails {
  const { type, title, status, code, run, errors } = problem;
  const detail = detailOf(problem);
  const head = {
    type: cut(type, LONGEST.type),
    title: cut(title, LONGEST.title),
    status,
    code: cut(code, LONGEST.code),
    ...(detail !== undefined && { detail }),
    ...(run !== undefined && { run }),
  };
  if (errors.length === 0) return head;
  const listed = capIssues(errors, MOST_BYTES - bytesOf(head) - RESERVE, bytesOf);
  return {
    ...head,
    errors: listed,
    ...(listed.length < errors.length && { more: errors.length - listed.length }),
  };
}

const CONTENT_TYPE: HeaderLine = ['content-type', 'application/problem+json'];

/** A problem as the caller sees it (RFC 9457). */
export function problemResponse(problem: Problem): HttpResponse {
  const body = textOf(problem);
  const headers: HeaderLine[] = [CONTENT_TYPE, ['content-length', String(byteLengthOf(body))]];
  for (const line of problem.headers) headers.push(line);
  return { status: problem.status, headers, body };
}
