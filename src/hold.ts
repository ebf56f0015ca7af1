import { type HttpResponse, isStreamed } from './http/message.ts';
import { watchStream } from './http/watch.ts';

/** What a body of a request holds open, as long as somebody may still read it. */
export interface Hold {
  /** To be called when the run is over. */
  readonly over: () => void;
  /** The answer, which may be made of the body as it is sent. */
  readonly keep: (response: HttpResponse) => HttpResponse;
}

/** Closing twice is harmless, and breaking at it as well: the caller has the answer. */
async function closeQuietly(close: () => void | Promise<void>): Promise<void> {
  try {
    await close();
  } catch {
    // What could not be let go of is no concern of the answer.
  }
}

/** Closes a body when its run is over and its answer, where that is a stream, is sent or let go. */
export function createHold(close: () => void | Promise<void>): Hold {
  const holders = new Set<unknown>(['run']);
  const leave = (holder: unknown): void => {
    if (holders.delete(holder) && holders.size === 0) void closeQuietly(close);
  };
  return {
    over: () => leave('run'),
    keep(response) {
      const { body } = response;
      if (!isStreamed(body)) return response;
      holders.add(body);
      return { ...response, body: watchStream(body, { ended: () => leave(body) }) };
    },
  };
}

/** Lets go of a body that no process will read. */
export function letGo({ close }: { readonly close?: () => void | Promise<void> }): void {
  if (close !== undefined) void closeQuietly(close);
}
