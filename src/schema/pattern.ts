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
export const compilePattern = (pattern: string): RegExp =>
  compiled(pattern, 'u') ?? compiled(pattern, '') ?? NOTHING;

/** Whether the text is a regular expression that `pattern` can hold. */
export const isPattern = (text: string): boolean => compilePattern(text) !== NOTHING;
