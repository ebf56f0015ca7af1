import type { Check, SchemaIssue } from '../problem/issue.ts';
import { type Budget, createBudget, Overspent } from './budget.ts';
import { type SchemaError, TOO_COSTLY, TOO_DEEP, toIssues, UNEXPLAINED } from './issues.ts';

/** A function that decides about a value, and keeps what it has against the last one. */
export interface Validate {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null | undefined;
}

/** `quick` says yes or no, `thorough` lists all that is wrong. */
export type Pass = 'quick' | 'thorough';

/** What the checks of one direction may cost. */
export type Budgets = Readonly<Record<Pass, Budget>>;

export const createBudgets = (): Budgets => ({
  quick: createBudget(100_000, 32),
  thorough: createBudget(5_000, 4),
});

// Checks recurse with the value. One that is deeper than the stack, or costs too much, is refused, never let through.
const orRefused = (error: unknown, issues: readonly SchemaIssue[]): readonly SchemaIssue[] => {
  if (error instanceof RangeError) return issues;
  throw error;
};

/** A check of two passes. The thorough one is asked for when a value first fails. */
export function toCheck(isValid: Validate, explain: () => Validate, budgets: Budgets): Check {
  const explained = (value: unknown): readonly SchemaIssue[] => {
    try {
      const validate = explain();
      budgets.thorough.begin(value);
      validate(value);
      return toIssues(validate.errors ?? []);
    } catch (error) {
      return orRefused(error, UNEXPLAINED);
    } finally {
      budgets.thorough.begin(null);
    }
  };
  return (value) => {
    try {
      budgets.quick.begin(value);
      return isValid(value) ? null : explained(value);
    } catch (error) {
      return orRefused(error, error instanceof Overspent ? TOO_COSTLY : TOO_DEEP);
    } finally {
      budgets.quick.begin(null);
    }
  };
}
