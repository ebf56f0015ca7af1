import type { Pointer, Schemas } from '../document/operation.ts';
import { type Finding, SetupError } from '../problem/finding.ts';
import type { Check, SchemaIssue } from '../problem/issue.ts';
import { type Compile, type CompileOptions, createCompile } from './ajv.ts';
import { createBudget } from './budget.ts';
import type { Direction } from './direction.ts';
import { fill } from './fill.ts';
import { compilePartAt } from './fill-part.ts';
import { compileFormats } from './formats.ts';
import { TOO_DEEP, toIssues, UNEXPLAINED } from './issues.ts';
import { compilerOf } from './pattern.ts';
import { createView } from './view.ts';

export type { Direction } from './direction.ts';

export interface CheckOptions {
  /** Formats by name, for texts. They add to those of the OpenAPI registry, or stand in their place. */
  readonly formats?: Readonly<Record<string, RegExp | ((value: string) => boolean)>>;
  /** What becomes of `readOnly` properties in a request. Default `allow`. `writeOnly` ones in a response are always refused. */
  readonly readOnly?: 'allow' | 'refuse';
  /** Makes what tests `pattern` and the names of `patternProperties`, in place of `RegExp`. */
  readonly regexp?: (pattern: string) => { test(text: string): boolean };
}

export interface Checks {
  /** The check of the schema at a pointer. Compiled on the first call of the returned function, shared by everyone who asks for the same pointer and direction. */
  checkOf(schema: Pointer, direction: Direction): Check;
  /**
   * What fills the members that a valid value lacks with the defaults of the schema at a pointer, in place; null where there are none.
   * Call it with a value that its check let pass. Nothing is compiled before the returned function is called.
   */
  fillOf(schema: Pointer): ((value: unknown) => unknown) | null;
  /** Compiles now everything that was asked for. Resolves in slices so that the event loop stays free. */
  warmup(): Promise<void>;
}

const attempt = <Value>(make: () => Value): { readonly value: Value } | { readonly error: unknown } => {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
};

/** Makes a value when it is first asked for. What failed once fails again, at no cost. */
const once = <Value>(make: () => Value): (() => Value) => {
  let made: ReturnType<typeof attempt<Value>> | undefined;
  return () => {
    made ??= attempt(make);
    if ('error' in made) throw made.error;
    return made.value;
  };
};

const textOf = (reason: unknown): string => {
  if (reason instanceof RangeError) return 'It is nested too deeply, or leads through too many references.';
  return reason instanceof Error ? reason.message : String(reason);
};

const uncompilable = (schema: Pointer, reason: unknown): SetupError =>
  new SetupError([
    {
      code: 'schema-uncompilable',
      pointer: schema.startsWith('#') ? schema.slice(1) : schema,
      message: `No check can be made of this schema. ${textOf(reason)}`,
      mend: 'Correct the keyword or the reference that is named.',
    },
  ]);

// Ajv's checks recurse with the value. One that is deeper than the stack, or costs too much, is refused, never let through.
const orRefused = (error: unknown, issues: readonly SchemaIssue[]): readonly SchemaIssue[] => {
  if (error instanceof RangeError) return issues;
  throw error;
};

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
  const budgets = { quick: createBudget(100_000, 32), thorough: createBudget(5_000, 4) };
  const compiler = (kind: keyof typeof budgets): (() => Compile) =>
    once(() =>
      createCompile(schemas.version, settings(), view().translated, kind === 'thorough', budgets[kind]),
    );
  const quick = compiler('quick');
  const thorough = compiler('thorough');

  return (schema) => {
    const key = view().keyOf(schema);
    const isValid = quick()(key);
    const explain = once(() => thorough()(key));
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
        return orRefused(error, TOO_DEEP);
      } finally {
        budgets.quick.begin(null);
      }
    };
  };
};

const SLICE_MS = 10;

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** The checks of a document's schemas. */
export function createChecks(schemas: Schemas, options: CheckOptions = {}): Checks {
  const settings = once(() => ({
    formats: compileFormats(options.formats ?? {}),
    regexp: compilerOf(options.regexp),
  }));
  const compileCheck = {
    request: createCompileCheck(schemas, 'request', options.readOnly === 'refuse', settings),
    response: createCompileCheck(schemas, 'response', true, settings),
  };
  const compiled = new Map<string, () => Check>();

  const lazily = (schema: Pointer, direction: Direction): (() => Check) =>
    once(() => {
      try {
        return compileCheck[direction](schema);
      } catch (error) {
        throw uncompilable(schema, error);
      }
    });

  const checkOf = (schema: Pointer, direction: Direction): Check => {
    const name = `${direction} ${schema}`;
    const compile = compiled.get(name) ?? lazily(schema, direction);
    compiled.set(name, compile);
    let check: Check | null = null;
    return (value) => {
      check ??= compile();
      return check(value);
    };
  };

  const partAt = once(() =>
    compilePartAt(schemas, {
      checkOf: (schema) => checkOf(schema, 'request'),
      compilePattern: (pattern) => settings().regexp(pattern),
    }),
  );

  return {
    checkOf,
    fillOf(schema) {
      const part = partAt()(schema);
      if (part === null) return null;
      return (value) => {
        fill(value, part);
        return value;
      };
    },
    async warmup() {
      const findings: Finding[] = [];
      let start = performance.now();
      for (const compile of compiled.values()) {
        try {
          compile();
        } catch (error) {
          if (!(error instanceof SetupError)) throw error;
          findings.push(...error.findings);
        }
        if (performance.now() - start < SLICE_MS) continue;
        await nextTurn();
        start = performance.now();
      }
      if (findings.length > 0) throw new SetupError(findings);
    },
  };
}
