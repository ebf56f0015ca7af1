import type { BindOptions } from './options.ts';
import type { Execution, Observers } from './process/execution.ts';
import type { Logger } from './security/policy/journal.ts';

/** What cannot even be written down, a revoked proxy for one, is told of by a word. */
export const toConsole = (error: unknown): void => {
  try {
    // biome-ignore lint/suspicious/noConsole: an error that nobody listens to must not vanish
    console.error(error);
  } catch {
    // biome-ignore lint/suspicious/noConsole: as above
    console.error('An error that cannot be written down.');
  }
};

/** An observer that breaks, at once or later, must not break the answer or end the server. */
export const guarded =
  <Args extends unknown[]>(observer: (...args: Args) => unknown) =>
  (...args: Args): void => {
    try {
      const told = observer(...args);
      if (told instanceof Promise) told.catch(toConsole);
    } catch (error) {
      toConsole(error);
    }
  };

/** Who is told of errors: `onError`, else the logger, which knows them by the name that pino and Fastify have for them, else the console. */
function errorsTo({ onError, logger }: BindOptions): Observers['onError'] {
  if (onError !== undefined) return onError;
  if (logger?.error === undefined) return toConsole;
  return (error, { operation, run }) =>
    logger.error?.({ err: error, operation, run }, 'An unexpected error.');
}

export const observersOf = (options: BindOptions, onEnd: (execution: Execution) => void): Observers => ({
  onError: guarded(errorsTo(options)),
  // Each call comes by here, so without a list of arguments.
  onEnd: (execution) => {
    try {
      onEnd(execution);
    } catch (error) {
      toConsole(error);
    }
  },
});

/** Where calls are logged, so that a logger that breaks does no harm. */
export function loggerOf({ logger }: BindOptions): Pick<Logger, 'info'> {
  // biome-ignore lint/suspicious/noConsole: a policy that logs, and nobody who listens
  const target = logger ?? { info: (entry: object, message: string) => console.info(message, entry) };
  return { info: guarded((entry, message) => target.info(entry, message)) };
}
