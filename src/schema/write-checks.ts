import type { ValidateFunction } from 'ajv';
import type { Pointer, Schemas } from '../document/operation.ts';
import { createCompile } from './ajv.ts';
import type { Direction } from './direction.ts';
import { reasonOf } from './lazy-checks.ts';
import { isPattern } from './pattern.ts';
import { createBudgets, type Pass } from './two-pass.ts';
import { createView } from './view.ts';
import { literalOf, writeFunction } from './write-function.ts';

/** The checks of one direction as code: functions that call each other by number, and those at which a check of a schema begins. */
export interface CheckCode {
  /** By pointer: the numbers of the quick function and of the thorough one, or why there are none. */
  readonly roots: Readonly<Record<Pointer, readonly [quick: number, thorough: number] | string>>;
  readonly quick: readonly string[];
  readonly thorough: readonly string[];
}

/** Numbers functions in the order in which they are met, and writes each once. Those of equal code are one. */
function createWriter(pass: Pass): {
  readonly functions: readonly string[];
  numberOf(validate: ValidateFunction): number;
} {
  const functions: string[] = [];
  const numbers = new Map<ValidateFunction, number>();
  const byCode = new Map<string, number>();
  const open = new Set<ValidateFunction>();

  const reserve = (validate: ValidateFunction): number => {
    const number = functions.push('') - 1;
    numbers.set(validate, number);
    return number;
  };

  const numberOf = (validate: ValidateFunction): number => {
    const known = numbers.get(validate);
    if (known !== undefined) return known;
    // One that leads back to itself has to have a number before it is written.
    if (open.has(validate)) return reserve(validate);
    open.add(validate);
    const code = writeFunction(validate, { pass, numberOf });
    open.delete(validate);
    const reserved = numbers.get(validate);
    const number = reserved ?? byCode.get(code) ?? reserve(validate);
    numbers.set(validate, number);
    byCode.set(code, number);
    functions[number] = code;
    return number;
  };
  return { functions, numberOf };
}

/** Ajv knows patterns by their text; which engine tests them is known when an API is bound. */
const namePattern = (pattern: string): { test(text: string): boolean; toString(): string } => ({
  test: () => isPattern(pattern),
  toString: () => pattern,
});

export interface WriteOptions {
  readonly direction: Direction;
  /** Whether properties that travel the other way are refused. */
  readonly refuses: boolean;
}

/** Writes the checks of schemas as code, which needs Ajv no more. */
export function writeChecks(
  schemas: Schemas,
  pointers: Iterable<Pointer>,
  { direction, refuses }: WriteOptions,
): CheckCode {
  const view = createView(schemas, direction, { isFormat: () => true, refuses });
  const settings = { formats: new Map(), regexp: namePattern, isWritten: true };
  const budgets = createBudgets();
  const writerOf = (pass: Pass) => {
    const compile = createCompile(
      schemas.version,
      settings,
      view.translated,
      pass === 'thorough',
      budgets[pass],
    );
    const writer = createWriter(pass);
    return { ...writer, write: (key: string) => writer.numberOf(compile(key)) };
  };
  const quick = writerOf('quick');
  const thorough = writerOf('thorough');

  const write = (pointer: Pointer): CheckCode['roots'][string] => {
    try {
      const key = view.keyOf(pointer);
      return [quick.write(key), thorough.write(key)];
    } catch (error) {
      return reasonOf(error);
    }
  };

  const roots = Object.fromEntries([...pointers].map((pointer) => [pointer, write(pointer)]));
  return { roots, quick: quick.functions, thorough: thorough.functions };
}

/** Numbers of functions, by the pass that they are of. */
export type Chosen = Readonly<Record<Pass, ReadonlySet<number>>>;

/** The functions that a function calls. A text of it may look like a call, which does no harm. */
export const calledBy = (code: string): readonly number[] =>
  [...code.matchAll(/\bs\.(?:validate|later)\((\d+)\)/g)].map(([, number]) => Number(number));

const everything = ({ quick, thorough }: CheckCode): Chosen => ({
  quick: new Set(quick.keys()),
  thorough: new Set(thorough.keys()),
});

/** The code of checks, or of some of them, as an expression. */
export function codeOfChecks(
  checks: CheckCode,
  roots: CheckCode['roots'] = checks.roots,
  chosen: Chosen = everything(checks),
): string {
  const codeOf = (pass: Pass): string =>
    `${pass}:{\n${[...chosen[pass]].map((number) => `${number}:${checks[pass][number]}`).join(',\n')}}`;
  return `{roots:()=>JSON.parse(${literalOf(JSON.stringify(roots))}),\n${codeOf('quick')},\n${codeOf('thorough')}}`;
}
