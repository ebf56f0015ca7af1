import type { Parameter } from '../document/operation.ts';
import type { Issue } from '../problem/issue.ts';
import { type CheckedOptions, compileParameter } from './parameter.ts';

/**
 * Compiles the check of the header fields that an encoding declares for a part. Issues lie in the body, at the part; their name is
 * that of the field.
 */
export function compilePartHeaders(
  parameters: readonly Parameter[],
  options: Pick<CheckedOptions, 'checkOf'>,
): (headers: Readonly<Record<string, string>>, pointer: string, issues: Issue[]) => void {
  const readings = parameters.map((parameter) => ({
    name: parameter.name.toLowerCase(),
    ...compileParameter(parameter, { ...options, int64: 'number' }),
  }));
  return (headers, pointer, issues) => {
    const found: Issue[] = [];
    for (const { name, read, absent } of readings) {
      const raw = Object.hasOwn(headers, name) ? headers[name] : undefined;
      if (raw !== undefined) read(raw, found);
      else if ('make' in absent) absent.make(found);
    }
    for (const issue of found) issues.push({ ...issue, in: 'body', pointer });
  };
}
