/** One thing wrong with one value of a request. */
export interface Issue {
  /** Where the value was. */
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'querystring' | 'body';
  /** Name of the parameter, as the document spells it. Absent for the body. */
  readonly name?: string;
  /** JSON pointer into the value (RFC 6901); empty for the value itself. */
  readonly pointer: string;
  /** Stable kind: `required`, `type`, `enum`, `format`, `minimum`, … */
  readonly code: string;
  /** What is wrong, in one sentence. Values of the request are not repeated in it. */
  readonly message: string;
}

/** What a schema has against a value; the caller adds where the value was. */
export interface SchemaIssue {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** The same issue of a value that has the other in it, at `place`. */
export const issueWithin = (place: string, { pointer, code, message }: SchemaIssue): SchemaIssue => ({
  pointer: place + pointer,
  code,
  message,
});

/** A compiled check of a value against a schema. `null` means valid. Never changes the value. */
export type Check = (value: unknown) => readonly SchemaIssue[] | null;
