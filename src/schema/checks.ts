import type { Pointer, Schemas } from '../document/operation.ts';
import type { Check } from '../problem/issue.ts';
import { type Compile, type CompileOptions, createCompile } from './ajv.ts';
import type { Direction } from './direction.ts';
import { compileFormats } from './formats.ts';
import { type Checks, createLazyChecks } from './lazy-checks.ts';
import { once } from './once.ts';
import { compilerOf } from './pattern.ts';
import { compileScalar } from './scalar.ts';
import { createBudgets, type Pass, toCheck } from './two-pass.ts';
import { createView } from './view.ts';

export type { Direction } from './direction.ts';
export type { Checks } from './lazy-checks.ts';

export interface CheckOptions {
  /** Formats by name, for texts. They add to those of the OpenAPI registry, or stand in their place. */
  readonly formats?: Readonly<Record<string, RegExp | ((value: string) => boolean)>>;
  /** What becomes of `readOnly` properties in a request. Default `allow`. `writeOnly` ones in a response are always refused. */
  readonly readOnly?: 'allow' | 'refuse';
  /** Makes what tests `pattern` and the names of `patternProperties`, in place of `RegExp`. */
  readonly regexp?: (pattern: string) => { test(text: string): boolean };
}

/** The checks of one direction: a quick one that says yes or no, and one that says why, compiled when a value first fails. */
const createCompileCheck = (
  schemas: Schemas,
  direction: Direction,
  refuses: boolean,
  settings: () => CompileOptions,
): ((schema: Pointer) => Check) => {
  const view = once(() =>
    createView(schemas, direction, { isFormat: (name) => settings().formats.has(name), refuses }),
  );
  const budgets = createBudgets();
  const compiler = (pass: Pass): (() => Compile) =>
    once(() =>
      createCompile(schemas.version, settings(), view().translated, pass === 'thorough', budgets[pass]),
    );
  const quick = compiler('quick');
  const thorough = compiler('thorough');

  return (schema) => {
    const key = view().keyOf(schema);
    return toCheck(
      compileScalar(view().translated(key).schema, settings().formats) ?? quick()(key),
      once(() => thorough()(key)),
      budgets,
    );
  };
};

/** The checks of a document's schemas. */
export function createChecks(schemas: Schemas, options: CheckOptions = {}): Checks {
  const settings = once(() => ({
    formats: compileFormats(options.formats ?? {}),
    regexp: compilerOf(options.regexp),
  }));
  const compile = {
    request: createCompileCheck(schemas, 'request', options.readOnly === 'refuse', settings),
    response: createCompileCheck(schemas, 'response', true, settings),
  };
  return createLazyChecks({
    schemas,
    compileCheck: (schema, direction) => compile[direction](schema),
    compilePattern: (pattern) => settings().regexp(pattern),
  });
}
