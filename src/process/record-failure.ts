import { releaseUnsent } from '../http/release.ts';
import { isReply } from '../http/reply.ts';
import { Problem } from '../problem/problem.ts';
import { isTold } from './told.ts';

/** What is wrong with a record, and what only operators are told of it. */
export interface Failure {
  readonly error: string;
  readonly code?: string;
  readonly cause?: { readonly thrown: unknown };
}

const UNFORESEEN = 'The record could not be processed.';

const textOf = (value: unknown, ...names: readonly string[]): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const name of names) {
    const text = (value as Readonly<Record<string, unknown>>)[name];
    if (typeof text === 'string') return text;
  }
  return undefined;
};

/** The words of a reply: its content, or what a content of some members says in their stead. */
function toldByReply(status: number, content: unknown): Failure {
  const code = textOf(content, 'code');
  const error =
    typeof content === 'string' ? content : textOf(content, 'detail', 'message', 'error', 'title');
  return {
    error: error ?? `The record was answered with status ${status}.`,
    ...(code !== undefined && { code }),
  };
}

/** What is told of a record that failed: what was thrown for the caller, else nothing but that it did. */
export function failureOf(thrown: unknown): Failure {
  if (!isTold(thrown)) return { error: UNFORESEEN, cause: { thrown } };
  try {
    if (!isReply(thrown)) {
      const { detail, title, code, cause } = thrown;
      return { error: detail ?? title, code, ...(cause !== undefined && { cause: { thrown: cause } }) };
    }
    releaseUnsent(thrown);
    return toldByReply(thrown.status, thrown.content);
  } catch {
    return { error: UNFORESEEN, cause: { thrown } };
  }
}

/** A function may return what it means to throw. */
export const isFailure = (value: unknown): boolean =>
  isTold(value) && (value instanceof Problem || value.status >= 400);
