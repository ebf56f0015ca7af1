import type { Encoding, Shape } from '../document/operation.ts';
import type { Issue, SchemaIssue } from '../problem/issue.ts';
import { compileFields } from './fields.ts';
import { IN_BODY } from './value.ts';

/**
 * Compiles the reading of an `application/x-www-form-urlencoded` body: text → typed object.
 *
 * Fields are written as `encoding` says and cast to their shapes; what cannot be cast is pushed to the issues.
 */
export function compileForm(
  shape: Shape,
  encoding: Readonly<Record<string, Encoding>>,
): (text: string, issues: Issue[]) => Record<string, unknown> {
  const read = compileFields(shape, encoding, IN_BODY);
  return (text, issues) => {
    const found: SchemaIssue[] = [];
    const value = read(text, '', found);
    for (const issue of found) issues.push({ in: 'body', ...issue });
    return value;
  };
}
