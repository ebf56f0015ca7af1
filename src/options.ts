import { nearest } from './nearest.ts';
import type { Finding } from './problem/finding.ts';
import type { ErrorContext } from './process/execution.ts';
import type { RunRecord } from './process/run.ts';
import type { Authenticator, ScopeRule } from './security/authorize.ts';

/** Where references may lead. */
export interface ReferenceOptions {
  /** Hosts from which `http:` and `https:` references may be read. Default none. */
  readonly hosts?: readonly string[];
  /** Folder that file references have to stay under. Default: the folder of the root document. */
  readonly folder?: string;
}

/** What a request may cost. */
export interface LimitOptions {
  /** Bytes of a body. Default 1 MiB. */
  readonly body?: number;
}

/** What may be said of one operation beside its process, in place of what is said of all. */
export interface OperationOptions {
  /** What a request may cost. */
  readonly limits?: LimitOptions;
  /** Milliseconds that the process may take before its caller gets 504; 0 for no limit. */
  readonly timeout?: number;
}

/** How an API is bound. */
export interface BindOptions {
  /** Path in front of every path of the document, in place of those of its servers; `''` for none. */
  readonly basePath?: string;
  /** What becomes of two operations that one URL fits both: an error (default), or OpenAPI's rule that the more concrete path wins. */
  readonly collisions?: 'strict' | 'concrete-first';
  /** Whether literal text of paths is compared with its case. Default true. */
  readonly caseSensitive?: boolean;
  /** Whether `/pets/` is another path than `/pets`. Default `strict`: it is. */
  readonly trailingSlash?: 'strict' | 'ignore';
  /** How operations without a process are answered: 501 (default), or as if they were not there. */
  readonly unbound?: 'not-implemented' | 'not-found';
  /** Who checks the credentials of each security scheme, by the scheme's name. */
  readonly authenticators?: Readonly<Record<string, Authenticator>>;
  /** Whether a caller needs all scopes that an operation lists, or any one. To be said where an operation lists several. */
  readonly scopes?: ScopeRule;
  /** Whether a query parameter that the document does not declare is let pass (default) or refused. */
  readonly unknownQuery?: 'ignore' | 'reject';
  /** What an int64 parameter becomes: a number that is exact or refused (default), a bigint, or its digits. */
  readonly int64?: 'number' | 'bigint' | 'string';
  readonly limits?: LimitOptions;
  /** Checks of string formats, beside and in place of the known ones. */
  readonly formats?: Readonly<Record<string, RegExp | ((value: string) => boolean)>>;
  /** Milliseconds that a process may take before its caller gets 504; 0 for no limit. Default 60,000. */
  readonly timeout?: number;
  /** Told of every run when it is over. */
  readonly onRun?: (record: RunRecord) => void;
  /** Told of everything that went wrong unexpectedly. Default: written to the console. */
  readonly onError?: (error: unknown, context: ErrorContext) => void;
  readonly references?: ReferenceOptions;
}

/** What an option may be, and how that is said. */
interface Expected {
  readonly words: string;
  readonly holds: (value: unknown) => boolean;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text: Expected = { words: 'a text', holds: (value) => typeof value === 'string' };

const func: Expected = { words: 'a function', holds: (value) => typeof value === 'function' };

const record: Expected = { words: 'an object', holds: isRecord };

const texts: Expected = {
  words: 'a list of texts',
  holds: (value) => Array.isArray(value) && value.every(text.holds),
};

const choice = (...choices: readonly unknown[]): Expected => ({
  words: choices.map((one) => JSON.stringify(one)).join(' or '),
  holds: (value) => choices.includes(value),
});

const upTo = (most: number): Expected => ({
  words: `a number from 0 to ${most}`,
  holds: (value) => typeof value === 'number' && value >= 0 && value <= most,
});

const formats: Expected = {
  words: 'an object of regular expressions and functions',
  holds: (value) =>
    isRecord(value) &&
    Object.values(value).every((one) => one instanceof RegExp || typeof one === 'function'),
};

type Table<Options> = { readonly [Name in keyof Options]-?: Expected };

/** Timers of Node take 32 bits, and run out at once where they are given more. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

const OPTIONS: Table<BindOptions> = {
  basePath: text,
  collisions: choice('strict', 'concrete-first'),
  caseSensitive: choice(true, false),
  trailingSlash: choice('strict', 'ignore'),
  unbound: choice('not-implemented', 'not-found'),
  authenticators: record,
  scopes: choice('any', 'all'),
  unknownQuery: choice('ignore', 'reject'),
  int64: choice('number', 'bigint', 'string'),
  limits: record,
  formats,
  timeout: upTo(LONGEST_TIMEOUT),
  onRun: func,
  onError: func,
  references: record,
};

const LIMITS: Table<LimitOptions> = { body: upTo(Number.MAX_SAFE_INTEGER) };

const OPERATION: Table<OperationOptions> = { limits: OPTIONS.limits, timeout: OPTIONS.timeout };

const REFERENCES: Table<ReferenceOptions> = { hosts: texts, folder: text };

const unknown = (pointer: string, name: string, known: readonly string[]): Finding => {
  const meant = nearest(name, known);
  return {
    code: 'option-unknown',
    pointer,
    message: 'There is no option of this name.',
    mend: meant === undefined ? `Use one of ${known.join(', ')}.` : `Did you mean ${meant}?`,
  };
};

const invalid = (pointer: string, { words }: Expected): Finding => ({
  code: 'option-invalid',
  pointer,
  message: `The option ${pointer} has a value that it cannot have.`,
  mend: `Give it ${words}.`,
});

/** Holds options against their table. What is undefined is not given. */
function check(options: unknown, table: Readonly<Record<string, Expected>>, prefix = ''): readonly Finding[] {
  if (!isRecord(options)) return [];
  return Object.entries(options).flatMap(([name, value]) => {
    const expected = Object.hasOwn(table, name) ? table[name] : undefined;
    if (expected === undefined) return [unknown(prefix + name, name, Object.keys(table))];
    return value === undefined || expected.holds(value) ? [] : [invalid(prefix + name, expected)];
  });
}

/** A misspelt option must not be taken for none, and a misspelt choice not for the default. */
export const findOptions = (options: BindOptions): readonly Finding[] => [
  ...check(options, OPTIONS),
  ...check(options.limits, LIMITS, 'limits.'),
  ...check(options.references, REFERENCES, 'references.'),
];

/** The same of the options that are said of one operation. */
export const findOperationOptions = (options: OperationOptions, name: string): readonly Finding[] => [
  ...check(options, OPERATION, `${name}.`),
  ...check(options.limits, LIMITS, `${name}.limits.`),
];

/** The options less those that are told of, so that all else can still be looked at. */
export function usableOptions(options: BindOptions, findings: readonly Finding[]): BindOptions {
  const wrong = new Set(findings.map(({ pointer }) => pointer.split('.')[0]));
  return Object.fromEntries(Object.entries(options).filter(([name]) => !wrong.has(name)));
}
