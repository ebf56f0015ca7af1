import type { ResponseStream } from './message.ts';
import { release } from './release.ts';

/** What is told of a stream while somebody reads it. */
export interface StreamWatch {
  readonly chunk?: (chunk: Uint8Array) => void;
  /** Once, when no more of it is wanted: it was read to its end, it broke, or it was let go of. */
  readonly ended: (isWhole: boolean) => void;
  /** Within what each chunk is asked for. */
  readonly within?: <T>(work: () => T) => T;
}

const NO_MORE = { done: true, value: undefined } as const;

/** The same chunks, and word of them. A generator would do nothing where it is let go of before it is asked for a chunk. */
export const watchStream = (
  body: ResponseStream,
  { chunk, ended, within = (work) => work() }: StreamWatch,
): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]() {
    let opened: AsyncIterator<Uint8Array> | null = null;
    return {
      async next() {
        try {
          opened ??= within(() => body[Symbol.asyncIterator]());
          const chunks = opened;
          const next = await within(() => chunks.next());
          if (next.done) ended(true);
          else chunk?.(next.value);
          return next;
        } catch (error) {
          ended(false);
          throw error;
        }
      },
      async return() {
        ended(false);
        const chunks = opened;
        if (chunks === null) release(body);
        else await within(() => chunks.return?.());
        return NO_MORE;
      },
    };
  },
});
