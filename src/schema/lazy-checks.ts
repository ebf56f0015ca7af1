import type { Pointer, Schemas } from '../document/operation.ts';
import { inSlices } from '../http/in-slices.ts';
import { type Finding, SetupError } from '../problem/finding.ts';
import type { Check } from '../problem/issue.ts';
import type { Direction } from './direction.ts';
import { fill } from './fill.ts';
import { compilePartAt } from './fill-part.ts';
import { once } from './once.ts';
import type { CompilePattern } from './pattern.ts';

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

/** Why a schema has no check, in words for whoever wrote it. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof RangeError) return 'It is nested too deeply, or leads through too many references.';
  return error instanceof Error ? error.message : String(error);
};

const uncompilable = (schema: Pointer, reason: string): SetupError =>
  new SetupError([
    {
      code: 'schema-uncompilable',
      pointer: schema.startsWith('#') ? schema.slice(1) : schema,
      message: `No check can be made of this schema. ${reason}`,
      mend: 'Correct the keyword or the reference that is named.',
    },
  ]);

/** Compiles all. What fails is told of at the end, together. */
async function compileAll(compiles: Iterable<() => unknown>): Promise<void> {
  const findings: Finding[] = [];
  const attempt = (compile: () => unknown): void => {
    try {
      compile();
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      findings.push(...error.findings);
    }
  };
  // One that is asked for in the meantime is compiled with the others.
  function* attempts() {
    for (const compile of compiles) yield () => attempt(compile);
  }
  await inSlices(attempts());
  if (findings.length > 0) throw new SetupError(findings);
}

/** Where checks come from. */
export interface CheckSource {
  readonly schemas: Schemas;
  /** Makes a check. Called once for a pointer and direction, when its first value is there. */
  compileCheck(schema: Pointer, direction: Direction): Check;
  compilePattern(pattern: string): ReturnType<CompilePattern>;
}

/** Checks that are made when they are first needed, each once. */
export function createLazyChecks({ schemas, compileCheck, compilePattern }: CheckSource): Checks {
  const compiled = new Map<string, () => Check>();

  const lazily = (schema: Pointer, direction: Direction): (() => Check) =>
    once(() => {
      try {
        return compileCheck(schema, direction);
      } catch (error) {
        throw error instanceof SetupError ? error : uncompilable(schema, reasonOf(error));
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
    compilePartAt(schemas, { checkOf: (schema) => checkOf(schema, 'request'), compilePattern }),
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
    warmup: () => compileAll(compiled.values()),
  };
}
