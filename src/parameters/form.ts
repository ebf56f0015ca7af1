import type { Encoding, Shape } from '../document/operation.ts';
import type { Issue, SchemaIssue } from '../problem/issue.ts';
import type { CastOptions } from './cast.ts';
import { compileFields } from './fields.ts';
import { compileLong, isRecord } from './long.ts';

const fitsAnything = (): boolean => true;

/**
 * Compiles the reading of an `application/x-www-form-urlencoded` body: text → typed object.
 *
 * Fields are written as `encoding` says and cast to their shapes; what cannot be cast is pushed to the issues.
 */
export function compileForm(
  shape: Shape,
  encoding: Readonly<Record<string, Encoding>>,
  { int64 }: CastOptions,
): (text: string, issues: Issue[]) => Record<string, unknown> {
  const long = compileLong(shape, int64);
  const read = compileFields(shape, encoding, { long: long !== null, fits: fitsAnything });
  return (text, issues) => {
    const found: SchemaIssue[] = [];
    const value = read(text, '', found);
    for (const issue of found) issues.push({ in: 'body', ...issue });
    const given = long?.toProcess(value);
    return isRecord(given) ? given : value;
  };
}
