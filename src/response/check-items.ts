import type { Check, SchemaIssue } from '../problem/issue.ts';
import { checkValue } from './check-content.ts';

/** Checks the next item of a sequence, before it is written. Throws where the sequence has to end with it. */
export type CheckItem = (item: unknown) => void;

/** Items of one answer that are told of; a stream that never ends must not tell for ever. */
const MOST_TOLD = 20;

/** The check of the items of one answer, one after the other. `settle` tells of issues, or throws. */
export function createCheckItem(check: Check, settle: (issues: readonly SchemaIssue[]) => void): CheckItem {
  let index = 0;
  let told = 0;
  return (item) => {
    const place = `/body/${index}`;
    index += 1;
    if (told === MOST_TOLD) return;
    const issues = checkValue(check, item);
    if (issues === null) return;
    told += 1;
    settle(issues.map(({ pointer, code, message }) => ({ pointer: place + pointer, code, message })));
  };
}
