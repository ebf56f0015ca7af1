import type { HeaderLine, HttpRequest, HttpResponse } from '../http/message.ts';
import { entryOf } from '../problem/codes.ts';
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

/** A problem → what callers see instead: any JSON value, or a reply. Undefined leaves it as it is. */
export type ShapeProblem = (problem: ProblemDetails, context: ProblemContext) => unknown;

const MOST_ISSUES = 20;
const MOST_BYTES = 8 * 1024;
const MOST_OPENINGS = 100;

const CONTENT_TYPE: HeaderLine = ['content-type', 'application/problem+json'];

/** As many issues as a client can use, and never so many that the answer grows with the request. */
function capIssues(issues: readonly Issue[]): readonly Issue[] {
  let bytes = 0;
  const kept = issues.slice(0, MOST_ISSUES).filter((issue) => {
    bytes += issue.message.length + issue.pointer.length + (issue.name?.length ?? 0) + 64;
    return bytes <= MOST_BYTES;
  });
  return kept;
}

function member(name: string, value: unknown): string {
  const text = JSON.stringify(value);
  return text === undefined ? '' : `,${JSON.stringify(name)}:${text}`;
}

const opening = ({ code, type, title, status }: Problem): string =>
  `{"type":${JSON.stringify(type)}${member('title', title)}${member('status', status)}${member('code', code)}`;

/** How the usual problems begin: the same every time, and written once. */
const openings = new Map<string, string>();

function openingOf(problem: Problem): string {
  const { code, title, status } = problem;
  const usual = entryOf(code);
  if (usual?.title !== title || usual.status !== status) return opening(problem);
  const key = `${code} ${problem.type}`;
  const known = openings.get(key) ?? opening(problem);
  if (openings.size < MOST_OPENINGS) openings.set(key, known);
  return known;
}

function textOf(problem: Problem): string {
  const { errors } = problem;
  const listed = errors.length === 0 ? undefined : capIssues(errors);
  const more =
    listed === undefined || listed.length === errors.length ? undefined : errors.length - listed.length;
  return `${openingOf(problem)}${member('detail', problem.detail)}${member('run', problem.run)}${member('errors', listed)}${member('more', more)}}`;
}

/** A problem as the caller sees it (RFC 9457). */
export function problemResponse(problem: Problem): HttpResponse {
  const body = textOf(problem);
  const headers: HeaderLine[] = [CONTENT_TYPE, ['content-length', String(Buffer.byteLength(body))]];
  return { status: problem.status, headers: headers.concat(problem.headers), body };
}
