import type { Sequence } from '../http/media-type.ts';
import { type Check, type Issue, issueWithin, type SchemaIssue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { type Fill, inBody } from './check.ts';
import { createEvents } from './events.ts';
import { createLines, createRecords, type ReadItems } from './json-items.ts';
import type { Source } from './source.ts';

const CREATE: Readonly<Record<Sequence, (limit: number) => ReadItems>> = {
  lines: createLines,
  records: createRecords,
  events: createEvents,
};

/** How the items of a sequence are told apart and checked. */
export interface SequenceRules {
  readonly kind: Sequence;
  /** Bytes that an item may have at most. */
  readonly limit: number;
  /** Null where the document has no schema for items. */
  readonly check: Check | null;
  readonly fill: Fill | null;
}

const atItem = (index: number, issue: SchemaIssue): SchemaIssue => issueWithin(segment(index), issue);

/** The items of a whole body, unchecked. */
export function readAllItems({ kind, limit }: SequenceRules, bytes: Uint8Array): unknown[] | Problem {
  const items = CREATE[kind](limit);
  try {
    return [...items.push(bytes), ...items.end()];
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** A list of a million bad items is no use to anyone, and to say what is wrong with each costs more than to read it. */
const MOST_ISSUES = 100;

/** The check of all items in a list, as far as it is of use. What is no list has none. */
export const checkItems =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return null;
    const issues: SchemaIssue[] = [];
    for (let index = 0; index < value.length && issues.length < MOST_ISSUES; index += 1) {
      for (const issue of check(value[index]) ?? []) issues.push(atItem(index, issue));
    }
    return issues.length === 0 ? null : issues;
  };

const NO_LIST: readonly SchemaIssue[] = [{ pointer: '', code: 'type', message: 'Must be an array.' }];

/** The check of all items of what has to be a list. */
export function checkList(check: Check): Check {
  const ofItems = checkItems(check);
  return (value) => (Array.isArray(value) ? ofItems(value) : NO_LIST);
}

function checked({ check, fill }: SequenceRules, item: unknown, index: number): unknown {
  const found = check === null ? null : check(item);
  if (found === null) return fill === null ? item : fill(item);
  const errors: readonly Issue[] = found.map((issue) => inBody(atItem(index, issue)));
  throw refuse('request-invalid', { detail: `Item ${index} of the body does not fit.`, errors });
}

/** Whoever sent a million lines has to know which one is meant. */
const inItem = (index: number, error: unknown): unknown =>
  error instanceof Problem && error.code === 'body-malformed'
    ? refuse('body-malformed', { detail: `Item ${index}: ${error.detail}` })
    : error;

/** Items one after the other. What is wrong with one is told by its index. */
function* counted(
  items: Iterable<unknown>,
  first: number,
): Generator<readonly [item: unknown, index: number]> {
  let index = first;
  try {
    for (const item of items) {
      yield [item, index];
      index += 1;
    }
  } catch (error) {
    throw inItem(index, error);
  }
}

async function* readItems(rules: SequenceRules, source: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  const items = CREATE[rules.kind](rules.limit);
  let next = 0;
  for await (const chunk of source) {
    for (const [item, index] of counted(items.push(chunk), next)) {
      next = index + 1;
      yield checked(rules, item, index);
    }
  }
  for (const [item, index] of counted(items.end(), next)) yield checked(rules, item, index);
}

async function* eachOf(rules: SequenceRules, items: readonly unknown[]): AsyncGenerator<unknown> {
  for (const [index, item] of items.entries()) yield checked(rules, item, index);
}

/** Items that are read and checked as they are asked for, once. */
export interface OpenSequence {
  readonly value: AsyncIterable<unknown>;
  /** Lets go of the body. */
  readonly close: () => void;
}

const TWICE = 'The items of this body are being read already: they can be read once, as they come.';
const OVER = 'The items of this body can no longer be read: the run is over.';

function once(items: AsyncGenerator<unknown>, release: () => void): OpenSequence {
  let refusal: string | null = null;
  return {
    value: {
      [Symbol.asyncIterator]() {
        if (refusal !== null) throw new TypeError(refusal);
        refusal = TWICE;
        return items;
      },
    },
    close() {
      refusal = OVER;
      items.return(undefined).catch(() => undefined);
      release();
    },
  };
}

/** The items of a body that comes as they are read. */
export const openSequence = (rules: SequenceRules, source: Source): OpenSequence =>
  once(readItems(rules, source), source.close);

/** The items of a list that somebody else has read. */
export const openItems = (rules: SequenceRules, items: readonly unknown[]): OpenSequence =>
  once(eachOf(rules, items), () => undefined);
