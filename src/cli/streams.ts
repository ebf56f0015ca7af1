import { release } from '../http/release.ts';

/** What two threads say to each other of the streams that one of them has and the other reads, chunk by chunk. */
export type StreamMessage =
  | { readonly kind: 'pull'; readonly stream: string }
  | { readonly kind: 'cancel'; readonly stream: string }
  | { readonly kind: 'end'; readonly stream: string }
  | { readonly kind: 'chunk'; readonly stream: string; readonly chunk: Uint8Array }
  | { readonly kind: 'broken'; readonly stream: string; readonly reason: string };

type Post = (message: StreamMessage, transfer: readonly ArrayBuffer[]) => void;

/** The streams between two threads, as one of them sees them. */
export interface Streams {
  /** Lets the other side read a stream. Nothing is read of it before the other side asks. */
  offer(stream: string, chunks: AsyncIterable<Uint8Array>, over?: () => void): void;
  /** A stream that the other side has; `over` is called when no more is wanted of it. */
  take(stream: string, over?: () => void): AsyncIterable<Uint8Array>;
  /** Lets go of a stream that the other side has not begun to read: it will not any more. */
  withdrawUnread(stream: string): void;
  receive(message: StreamMessage): void;
  /** Ends all streams, for the other side is gone. */
  breakAll(reason: string): void;
}

interface Offered {
  readonly chunks: AsyncIterable<Uint8Array>;
  iterator: AsyncIterator<Uint8Array> | null;
  readonly over: () => void;
}

type Answer = Extract<StreamMessage, { kind: 'chunk' | 'end' | 'broken' }>;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

export function createStreams(post: Post): Streams {
  const offered = new Map<string, Offered>();
  const waiting = new Map<string, (answer: Answer) => void>();

  const forget = (stream: string): void => {
    const one = offered.get(stream);
    offered.delete(stream);
    one?.over();
  };

  const answer = async (stream: string, one: Offered): Promise<void> => {
    try {
      one.iterator ??= one.chunks[Symbol.asyncIterator]();
      const { done, value } = await one.iterator.next();
      if (done === true) {
        post({ kind: 'end', stream }, []);
        forget(stream);
      } else {
        // The memory of a chunk may be shared with others; this copy is given away.
        const chunk = new Uint8Array(value);
        post({ kind: 'chunk', stream, chunk }, [chunk.buffer]);
      }
    } catch (error) {
      post({ kind: 'broken', stream, reason: error instanceof Error ? error.message : String(error) }, []);
      forget(stream);
    }
  };

  const cancel = async (stream: string, one: Offered): Promise<void> => {
    forget(stream);
    try {
      if (one.iterator === null) release(one.chunks);
      else await one.iterator.return?.();
    } catch {
      // Nobody reads it any more.
    }
  };

  const next = (stream: string): Promise<IteratorResult<Uint8Array>> =>
    new Promise((resolve, reject) => {
      waiting.set(stream, (said) => {
        waiting.delete(stream);
        if (said.kind === 'chunk') resolve({ done: false, value: said.chunk });
        else if (said.kind === 'end') resolve(DONE);
        else reject(new Error(said.reason));
      });
      post({ kind: 'pull', stream }, []);
    });

  const take: Streams['take'] = (stream, over = () => undefined) => {
    let isOver = false;
    const end = (): void => {
      isOver = true;
      over();
    };
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          if (isOver) return DONE;
          try {
            const result = await next(stream);
            if (result.done === true) end();
            return result;
          } catch (error) {
            end();
            throw error;
          }
        },
        return: async () => {
          if (!isOver) post({ kind: 'cancel', stream }, []);
          end();
          waiting.get(stream)?.({ kind: 'end', stream });
          return DONE;
        },
      }),
    };
  };

  return {
    offer: (stream, chunks, over = () => undefined) => {
      offered.set(stream, { chunks, iterator: null, over });
    },
    take,
    withdrawUnread: (stream) => {
      if (offered.get(stream)?.iterator === null) forget(stream);
    },
    receive: (message) => {
      const { stream } = message;
      const one = offered.get(stream);
      switch (message.kind) {
        case 'pull':
          if (one === undefined)
            post({ kind: 'broken', stream, reason: 'Nobody has this stream any more.' }, []);
          else void answer(stream, one);
          break;
        case 'cancel':
          if (one !== undefined) void cancel(stream, one);
          break;
        default:
          waiting.get(stream)?.(message);
      }
    },
    breakAll: (reason) => {
      for (const [stream, tell] of [...waiting]) tell({ kind: 'broken', stream, reason });
      for (const [stream, one] of [...offered]) void cancel(stream, one);
    },
  };
}
