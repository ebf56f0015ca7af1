import { issueWithin, type SchemaIssue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';
import type { CheckSequenceItem } from './check-events.ts';

/** Checks the next item of a sequence, before it is written. Throws where the sequence has to end with it. */
export type CheckItem = (item: unknown) => void;

/** Items of one answer that are told of; a stream that never ends must not tell for ever. */
const MOST_TOLD = 20;

/** The check of the items of one answer, one after the other. `settle` tells of issues, or throws. */
export function createCheckItem(
  check: CheckSequenceItem,
  settle: (issues: readonly SchemaIssue[]) => void,
): CheckItem {
  let index = 0;
  let told = 0;
  return (item) => {
    const place = `/body/${index}`;
    index += 1;
    if (told === MOST_TOLD) return;
    const issues = check(item);
    if (issues === null) return;
    told += 1;
    settle(issues.map((issue) => issueWithin(place, issue)));
  };
}

/** Issues of a sequence that is whole; the rest of the items is no more looked at where there are so many. */
export function issuesOfItems(check: CheckSequenceItem, items: readonly unknown[]): readonly SchemaIssue[] {
  const found: SchemaIssue[] = [];
  for (let index = 0; index < items.length && found.length < MOST_TOLD; index += 1)
    found.push(...(check(items[index]) ?? []).map((issue) => issueWithin(segment(index), issue)));
  return found;
}
