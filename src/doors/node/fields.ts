import type { HeaderLine } from '../../http/message.ts';

/** Fields of which those that a host application has set before are kept: its cookies, and what its own answer varies by. */
const SHARED = new Set(['set-cookie', 'vary']);

const listOf = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

/**
 * Header lines by name, with all values of each, for frameworks that set fields and do not add lines.
 *
 * @param before What the host application has set under a name.
 */
export function joinFields(
  lines: readonly HeaderLine[],
  before: (name: string) => unknown,
): ReadonlyMap<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  for (const [written, value] of lines) {
    const name = written.toLowerCase();
    const known = fields.get(name) ?? (SHARED.has(name) ? listOf(before(name)) : []);
    fields.set(name, known.length === 0 ? value : [known, value].flat());
  }
  return fields;
}
