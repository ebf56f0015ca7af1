import type { Check, Issue } from '../problem/issue.ts';
import { Problem } from '../problem/problem.ts';
import { type Fill, runCheck } from './check.ts';
import { acceptContent, type StreamedReading } from './content.ts';

/** A multipart body that was opened. */
export interface OpenMultipart {
  /** What the process gets. */
  readonly value: unknown;
  /** What stands for it in the check. */
  readonly checkable: unknown;
  /** Lets go of its files. */
  readonly close: () => Promise<void>;
}

/** Reads a multipart body. What cannot be cast is pushed to `issues`. What the source throws may be passed on. */
export type ReadMultipart = (
  source: AsyncIterable<Uint8Array>,
  contentType: string,
  issues: Issue[],
) => Promise<OpenMultipart | Problem>;

/** What stands at a pointer; of a text there is nothing below. */
const at = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((node, name) => Object(node)[name.replaceAll('~1', '/').replaceAll('~0', '~')], value);

const filled = (fill: Fill | null, value: unknown): unknown => (fill === null ? value : fill(value));

export const compileMultipart = (
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
