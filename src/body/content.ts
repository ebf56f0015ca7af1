import type { Check, Issue } from '../problem/issue.ts';
import { Problem } from '../problem/problem.ts';
import { type Fill, runCheck } from './check.ts';
import type { Decoder } from './decode.ts';
import type { Source } from './source.ts';

/** A body that was read and checked. */
export interface BodyContent {
  /** Undefined where an optional body was not sent. */
  readonly value: unknown;
  /** As it came, less its content codings; null where there is none, where it is read as it comes, or where the host application parsed it. */
  readonly bytes: Uint8Array | null;
  /** Lets go of what the body holds open: its unread rest, files. Absent where it holds nothing. */
  readonly close?: () => void | Promise<void>;
}

export type ReadContent = BodyContent | Problem | Promise<BodyContent | Problem>;

/** Bodies that are read to their end before they are looked at. */
export interface WholeReading extends Decoder {
  /** Null where the document has no schema for it. */
  readonly check: Check | null;
  /** Null where there is nothing to be filled in. */
  readonly fill: Fill | null;
}

/** Bodies that are read as they come. */
export interface StreamedReading {
  /** May throw what the source throws, which is a Problem. */
  readonly open: (source: Source, contentType: string, issues: Issue[]) => ReadContent;
  /** What the host application made of such a body. */
  readonly accept: (value: unknown, issues: Issue[]) => BodyContent | Problem;
}

/** How a body of one media type is read and checked. */
export type Reading = WholeReading | StreamedReading;

export const isStreamed = (reading: Reading): reading is StreamedReading => 'open' in reading;

interface Rules {
  readonly check: Check | null;
  readonly fill: Fill | null;
}

/** Checks what is there, and fills what is not. */
function checkContent(
  { check, fill }: Rules,
  value: unknown,
  bytes: Uint8Array | null,
  issues: Issue[],
): BodyContent {
  const isValid = runCheck(check, value, issues);
  return { value: isValid && fill !== null ? fill(value) : value, bytes };
}

/** A copy, of what can be copied. */
function copyOf(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return value;
  }
}

/** What the host application parsed is its own: defaults are filled in a copy. */
export const acceptContent = (rules: Rules, value: unknown, issues: Issue[]): BodyContent =>
  checkContent(rules, rules.fill === null ? value : copyOf(value), null, issues);

/** What a decoder gave, checked where all of it could be read. */
export function toContent(
  reading: WholeReading,
  decoded: unknown,
  bytes: Uint8Array | null,
  issues: Issue[],
): ReadContent {
  if (decoded instanceof Promise)
    return decoded.then((value: unknown) => toContent(reading, value, bytes, issues));
  if (decoded instanceof Problem) return decoded;
  return issues.some((issue) => issue.in === 'body')
    ? { value: decoded, bytes }
    : checkContent(reading, decoded, bytes, issues);
}
