import type { Pointer, Schemas } from '../document/operation.ts';
import type { CheckOptions } from './checks.ts';
import type { Direction } from './direction.ts';
import { areUnique, isEqual, isMultipleOf } from './exact.ts';
import { compileFormats, ofNumbers, ofTexts } from './formats.ts';
import { type Checks, createLazyChecks } from './lazy-checks.ts';
import { isSized, lengthOf } from './length.ts';
import { once } from './once.ts';
import { compilerOf, type Tester } from './pattern.ts';
import { type Budgets, createBudgets, type Pass, toCheck, type Validate } from './two-pass.ts';

/** What the functions of a compiled document are made with. They call each other by number, and all else by these names. */
export interface Scope {
  validate(number: number): Validate;
  /** One that may be asked for while it is being made: schemas refer to themselves. */
  later(number: number): { readonly validate: Validate };
  pattern(text: string): Tester;
  text(format: string): (text: string) => boolean;
  number(format: string): (value: number) => boolean;
  spend(cost: number): void;
  areUnique(items: readonly unknown[]): boolean;
  readonly isEqual: typeof isEqual;
  readonly isMultipleOf: typeof isMultipleOf;
  readonly isSized: typeof isSized;
  readonly lengthOf: typeof lengthOf;
}

export type WrittenFunction = (scope: Scope) => Validate;

/** The numbers of the quick function and of the thorough one, or why there are none. */
type WrittenRoot = readonly [quick: number, thorough: number] | string;

/** The checks of one direction, as they stand in a compiled document. */
export interface WrittenChecks {
  /** By pointer of the schema. */
  readonly roots: () => Readonly<Record<Pointer, WrittenRoot>>;
  readonly quick: Readonly<Record<number, WrittenFunction>>;
  readonly thorough: Readonly<Record<number, WrittenFunction>>;
}

/** Checks of one direction, as far as they are loaded. */
export interface GatheredChecks extends WrittenChecks {
  /** Takes up more of them. */
  add(checks: WrittenChecks): void;
}

/** Gathers checks that come one after the other. */
export function gatherChecks(): GatheredChecks {
  const roots: Record<Pointer, WrittenRoot> = {};
  const quick: Record<number, WrittenFunction> = {};
  const thorough: Record<number, WrittenFunction> = {};
  const waiting: WrittenChecks['roots'][] = [];
  return {
    quick,
    thorough,
    roots: () => {
      for (const read of waiting.splice(0)) Object.assign(roots, read());
      return roots;
    },
    add: (checks) => {
      waiting.push(checks.roots);
      Object.assign(quick, checks.quick);
      Object.assign(thorough, checks.thorough);
    },
  };
}

type Surroundings = Omit<Scope, 'validate' | 'later'>;

/** Makes functions when they are first needed, each once, and with it all that it calls. */
function createMake(
  functions: WrittenChecks['quick'],
  surroundings: Surroundings,
): (number: number) => Validate {
  const made = new Map<number, Validate>();
  const laters = new Map<number, { validate: Validate }>();
  const waiting: number[] = [];

  const validate = (number: number): Validate => {
    const known = made.get(number);
    if (known !== undefined) return known;
    const write = functions[number];
    if (write === undefined) throw new Error(`The compiled document has no function ${number}.`);
    const one = write(scope);
    made.set(number, one);
    return one;
  };

  const later = (number: number): { validate: Validate } => {
    const known = laters.get(number);
    if (known !== undefined) return known;
    const one: { validate: Validate } = {
      validate: (...values) => {
        one.validate = validate(number);
        return one.validate(...values);
      },
    };
    laters.set(number, one);
    waiting.push(number);
    return one;
  };

  const scope: Scope = { ...surroundings, validate, later };
  return (number) => {
    const one = validate(number);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      later(next).validate = validate(next);
    return one;
  };
}

const missing = (schema: Pointer, direction: Direction): Error =>
  new Error(`The compiled document has no check of ${schema} in a ${direction}. Compile it again.`);

/** What there is of checks in a compiled document. */
export type WrittenByDirection = Readonly<Record<Direction, WrittenChecks | null>>;

/**
 * The checks of a compiled document.
 *
 * @param hasDefaults Whether defaults can be met below a schema.
 */
export function createWrittenChecks(
  schemas: Schemas,
  written: WrittenByDirection,
  hasDefaults: (schema: Pointer) => boolean,
  options: CheckOptions,
): Checks {
  const formats = once(() => compileFormats(options.formats ?? {}));
  const pattern = compilerOf(options.regexp);

  const surroundingsOf = (budgets: Budgets, pass: Pass): Surroundings => ({
    pattern,
    text: (name) => ofTexts(formats().get(name)),
    number: (name) => ofNumbers(formats().get(name)),
    spend: budgets[pass].spend,
    areUnique: (items) => areUnique(items, budgets[pass].spend),
    isEqual,
    isMultipleOf,
    isSized,
    lengthOf,
  });

  const compilerFor = (direction: Direction) => {
    const checks = written[direction];
    if (checks === null)
      return (schema: Pointer) => {
        throw missing(schema, direction);
      };
    const budgets = createBudgets();
    const quick = createMake(checks.quick, surroundingsOf(budgets, 'quick'));
    const thorough = createMake(checks.thorough, surroundingsOf(budgets, 'thorough'));
    return (schema: Pointer) => {
      const roots = checks.roots();
      const root = Object.hasOwn(roots, schema) ? roots[schema] : undefined;
      if (root === undefined) throw missing(schema, direction);
      if (typeof root === 'string') throw new Error(root);
      const [yes, why] = root;
      return toCheck(
        quick(yes),
        once(() => thorough(why)),
        budgets,
      );
    };
  };
  const compile = { request: compilerFor('request'), response: compilerFor('response') };

  const checks = createLazyChecks({
    schemas,
    compileCheck: (schema, direction) => compile[direction](schema),
    compilePattern: pattern,
  });
  return { ...checks, fillOf: (schema) => (hasDefaults(schema) ? checks.fillOf(schema) : null) };
}
