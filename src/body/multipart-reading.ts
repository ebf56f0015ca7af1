import type { Check } from '../problem/issue.ts';
import { unescapeSegment } from '../problem/pointer.ts';
import { Problem } from '../problem/problem.ts';
import { type Fill, runCheck } from './check.ts';
import { acceptContent, type StreamedReading } from './content.ts';
import type { ReadMultipart } from './multipart.ts';

/** What stands at a pointer; of a text there is nothing below. */
const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, name) => Object(node)[unescapeSegment(name)], value);

const filled = (fill: Fill | null, value: unknown): unknown => (fill === null ? value : fill(value));

/** How a multipart body is read as it comes, and checked. */
export const compileMultipartReading = (
  readMultipart: ReadMultipart,
  check: Check | null,
  fill: Fill | null,
): StreamedReading => ({
  async open(source, contentType, issues) {
    const before = issues.length;
    const opened = await readMultipart(source, contentType, issues);
    if (opened instanceof Problem) return opened;
    const { value, checkable, close } = opened;
    const isFile = (pointer: string): boolean => typeof at(value, pointer) === 'object';
    const isValid = issues.length === before && runCheck(check, checkable, issues, isFile);
    return {
      value: isValid ? filled(fill, value) : value,
      bytes: null,
      async close() {
        try {
          await close();
        } finally {
          source.close();
        }
      },
    };
  },
  accept: (value, issues) => acceptContent({ check, fill }, value, issues),
});
