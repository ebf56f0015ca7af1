import type { MediaType, Pointer } from '../document/operation.ts';
import { bytesOf } from '../http/bytes.ts';
import type { Sequence } from '../http/media-type.ts';
import type { Check } from '../problem/issue.ts';
import { bothChecks, type Fill } from './check.ts';
import type { Reading, StreamedReading, WholeReading } from './content.ts';
import { malformed } from './refusals.ts';
import { checkItems, openItems, openSequence, readAllItems, type SequenceRules } from './sequence.ts';

export interface SequenceOptions {
  readonly checkOf: (schema: Pointer) => Check;
  readonly fillOf: (schema: Pointer) => Fill | null;
  /** Whether a schema asks for an array. */
  readonly isArray: (schema: Pointer) => boolean;
  /** Bytes that one item may have at most. */
  readonly itemLimit: number;
}

/** Fills each item, then the whole; null where neither is filled. */
export const joinFills = (fillItem: Fill | null, fill: Fill | null): Fill | null =>
  fillItem === null
    ? fill
    : (value) => {
        const items = Array.isArray(value) ? value.map(fillItem) : value;
        return fill === null ? items : fill(items);
      };

/** Items that are collected, because the document says something of all of them. */
const collected = (rules: SequenceRules, check: Check, fill: Fill | null): WholeReading => ({
  decode: (bytes) => readAllItems(rules, bytes),
  decodeText: (text) => readAllItems(rules, bytesOf(text)),
  check: rules.check === null ? check : bothChecks(checkItems(rules.check), check),
  fill: joinFills(rules.fill, fill),
});

/** Items that are given as they come. */
const streamed = (rules: SequenceRules): StreamedReading => ({
  open: (source) => ({ ...openSequence(rules, source), bytes: null }),
  accept: (value) =>
    Array.isArray(value)
      ? { ...openItems(rules, value), bytes: null }
      : malformed('The body is no sequence of items.'),
});

/**
 * How a sequence is read: as it comes, each item checked by `itemSchema`, or by a `schema` that is not of type array; collected, where
 * `schema` is about the whole.
 */
export function compileSequence(
  { schema, itemSchema }: MediaType,
  kind: Sequence,
  { checkOf, fillOf, isArray, itemLimit }: SequenceOptions,
): Reading {
  const whole = schema !== null && (itemSchema !== undefined || isArray(schema)) ? schema : null;
  const item = itemSchema ?? (whole === null ? schema : null);
  const rules: SequenceRules = {
    kind,
    limit: itemLimit,
    check: item === null ? null : checkOf(item),
    fill: item === null ? null : fillOf(item),
  };
  return whole === null ? streamed(rules) : collected(rules, checkOf(whole), fillOf(whole));
}
