import type { HeaderLine, HttpResponse } from '../http/message.ts';
import type { Issue } from '../problem/issue.ts';
import type { Problem } from '../problem/problem.ts';

/** Where each problem code has its heading. */
const DOCS = 'https://opbind.dev/problems#';

const MOST_ISSUES = 20;
const MOST_BYTES = 8 * 1024;

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

const membersOf = (problem: Problem): Record<string, unknown> => ({
  type: `${DOCS}${problem.code}`,
  title: problem.title,
  status: problem.status,
  detail: problem.detail,
  code: problem.code,
  run: problem.run,
  errors: problem.errors.length === 0 ? undefined : capIssues(problem.errors),
  more: problem.errors.length > MOST_ISSUES ? problem.errors.length - MOST_ISSUES : undefined,
});

/** A problem as the caller sees it (RFC 9457). */
export function problemResponse(problem: Problem): HttpResponse {
  const body = JSON.stringify(membersOf(problem));
  const headers: HeaderLine[] = [CONTENT_TYPE, ['content-length', String(Buffer.byteLength(body))]];
  return { status: problem.status, headers: headers.concat(problem.headers), body };
}
