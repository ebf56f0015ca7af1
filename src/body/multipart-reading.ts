import type { Check } from '../problem/issue.ts';
import { Problem } from '../problem/problem.ts';
import { type Fill, runCheck } from './check.ts';
import { checkContent, type StreamedReading } from './content.ts';
import type { ReadMultipart } from './multipart.ts';

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
    const isValid = issues.length === before && runCheck(check, checkable, issues);
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
  accept: (value, issues) => checkContent({ check, fill }, value, null, issues),
});
