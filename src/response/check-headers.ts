import type { Parameter } from '../document/operation.ts';
import type { HeaderLine } from '../http/message.ts';
import { issueWithin, type SchemaIssue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';

/** Raw text of a declared header → what its type and schema have against it. */
export type ReadHeader = (header: Parameter) => (raw: string) => readonly SchemaIssue[];

export type CheckHeaders = (lines: readonly HeaderLine[]) => readonly SchemaIssue[];

/** Fields that the server writes, and cookies, whose lines cannot be joined (RFC 9110 §5.3). */
const NOT_CHECKED = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'set-cookie',
  'transfer-encoding',
]);

const NO_ISSUES: readonly SchemaIssue[] = [];

/** The lines of one name are one value, joined (RFC 9110 §5.3); undefined where there are none. */
function valueIn(lines: readonly HeaderLine[], wanted: string): string | undefined {
  let joined: string | undefined;
  for (const [name, value] of lines)
    if (name === wanted) joined = joined === undefined ? value : `${joined}, ${value}`;
  return joined;
}

function compileCheckHeader(header: Parameter, readHeader: ReadHeader): CheckHeaders {
  const name = header.name.toLowerCase();
  const place = `/headers${segment(name)}`;
  const read = readHeader(header);
  const missing = [{ pointer: place, code: 'required', message: 'This header is required.' }];
  return (lines) => {
    const raw = valueIn(lines, name);
    if (raw === undefined) return header.required ? missing : NO_ISSUES;
    return read(raw).map((issue) => issueWithin(place, issue));
  };
}

/** Compiles the check of the headers that a response declares. Others may come with it; null where there is nothing to check. */
export function compileCheckHeaders(
  headers: readonly Parameter[],
  readHeader: ReadHeader,
): CheckHeaders | null {
  const checks = headers
    .filter(({ name }) => !NOT_CHECKED.has(name.toLowerCase()))
    .map((header) => compileCheckHeader(header, readHeader));
  return checks.length === 0 ? null : (lines) => checks.flatMap((check) => check(lines));
}
