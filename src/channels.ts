import type { TracingChannel } from 'node:diagnostics_channel';
import { builtin } from './http/builtin.ts';
import type { RequestMessage, StepMessage } from './messages.ts';
import { isPromise } from './process/promise.ts';

/** A channel; where there is no Node, one that nobody can listen to. */
const channelOf = <Message extends object>(name: string): TracingChannel<unknown, Message> =>
  builtin('node:diagnostics_channel')?.tracingChannel(name) ??
  ({ hasSubscribers: false } as TracingChannel<unknown, Message>);

export const REQUESTS: TracingChannel<unknown, RequestMessage> = channelOf('opbind:request');
export const STEPS: TracingChannel<unknown, StepMessage> = channelOf('opbind:step');

/** Whether anybody listens to calls or their steps. */
export const isHeard = (): boolean => REQUESTS.hasSubscribers || STEPS.hasSubscribers;

/** Notes how some work ended. */
export interface Notes<T> {
  readonly done: (result: Awaited<T>) => void;
  readonly failed: (error: unknown) => void;
}

/** Gives what the work gives, when it is noted. A thenable of somebody else's is asked once, for it may begin its work only then. */
export function noted<T>(work: () => T, { done, failed }: Notes<T>): T {
  let result: T;
  let isLater: boolean;
  try {
    result = work();
    isLater = isPromise(result);
  } catch (error) {
    failed(error);
    throw error;
  }
  if (isLater)
    return Promise.resolve(result).then(
      (value) => {
        done(value);
        return value;
      },
      (error: unknown) => {
        failed(error);
        throw error;
      },
    ) as T;
  done(result as Awaited<T>);
  return result;
}

/**
 * The same, and tells of its beginning and end as `tracePromise` of Node does, and as `traceSync` where the work is done at once. What the
 * work gives is not told.
 */
export function published<T, Message extends object>(
  channels: TracingChannel<unknown, Message>,
  message: Message,
  work: () => T,
  notes: Notes<T>,
): T {
  const { start, end, asyncStart, asyncEnd, error: errors } = channels;
  return start.runStores(message, () => {
    let isLater = false;
    const settled = (): void => {
      if (!isLater) return;
      asyncStart.publish(message);
      asyncEnd.publish(message);
    };
    try {
      return noted(work, {
        done: (result) => {
          notes.done(result);
          settled();
        },
        failed: (error) => {
          notes.failed(error);
          errors.publish(message);
          settled();
        },
      });
    } finally {
      isLater = true;
      end.publish(message);
    }
  });
}
