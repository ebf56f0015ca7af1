import { toConsole } from '../observers.ts';
import type { BindOptions } from '../options.ts';
import type { ResponseMismatch } from '../response/mismatch.ts';
import type { Mismatch } from './messages.ts';

/** Known by its name: the copy of opbind that a module imports has a class of its own. */
const isMismatch = (error: unknown): error is ResponseMismatch =>
  error instanceof Error && error.name === 'ResponseMismatch' && 'issues' in error;

/**
 * Options by which answers that do not fit the document are told of, where the module says nothing else. Whoever is told of errors by the
 * module is told of these too.
 */
export function reportingAnswers(options: BindOptions, tell: (mismatch: Mismatch) => void): BindOptions {
  const { responses = 'report', onError, logger } = options;
  if (onError !== undefined || logger?.error !== undefined) return { ...options, responses };
  return {
    ...options,
    responses,
    onError: (error) => {
      if (!isMismatch(error)) return toConsole(error);
      const { operation, status, issues } = error;
      tell({ operation, status, issues: issues.map(({ pointer, message }) => `${pointer}: ${message}`) });
    },
  };
}
