const NOTHING = /(?!)/;

const compiled = (pattern: string, flags: string): RegExp | undefined => {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return undefined;
  }
};

/**
 * A `pattern` as JSON Schema means it (ECMA-262 with `u`). Many documents hold patterns that only the older grammar takes,
 * such as `[\w-.]`. One that neither takes is reported when the document is bound; here it matches nothing.
 */
const compilePattern = (pattern: string): RegExp =>
  compiled(pattern, 'u') ?? compiled(pattern, '') ?? NOTHING;

/** Whether the text is a regular expression that `pattern` can hold. */
export const isPattern = (text: string): boolean => compilePattern(text) !== NOTHING;

/** What tests texts. Ajv tells patterns apart by their text. */
export interface Tester {
  test(text: string): boolean;
  toString(): string;
}

export type CompilePattern = (pattern: string) => Tester;

/** What compiles patterns: the engine of the user, or ours. What a user's engine does not take is told of when its schema is compiled. */
export const compilerOf = (
  regexp: ((pattern: string) => { test(text: string): boolean }) | undefined,
): CompilePattern => {
  if (regexp === undefined) return compilePattern;
  return (pattern) => {
    let engine: { test(text: string): boolean };
    try {
      engine = regexp(pattern);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The engine given as regexp does not take the pattern ${JSON.stringify(pattern)}: ${reason}`,
      );
    }
    if (typeof engine?.test !== 'function')
      throw new Error(`What regexp gives for the pattern ${JSON.stringify(pattern)} has no test.`);
    const tester = stateless(engine);
    return { test: (text) => tester.test(text), toString: () => pattern };
  };
};

/** A RegExp with `g` or `y` remembers where it stopped and would judge the same text differently the next time. */
export const stateless = <Engine>(engine: Engine): Engine | RegExp =>
  engine instanceof RegExp ? new RegExp(engine.source, engine.flags.replace(/[gy]/g, '')) : engine;
