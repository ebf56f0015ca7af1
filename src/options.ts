import type { ContentCoding } from './body/inflate.ts';
import type { BodyParser } from './body/parser.ts';
import { parseMediaType } from './http/media-type.ts';
import { nearest } from './nearest.ts';
import type { Finding } from './problem/finding.ts';
import type { ErrorContext } from './process/execution.ts';
import type { RunRecord } from './process/run.ts';
import type { ShapeProblem } from './response/problem.ts';
import type { CheckMode, ResponseRules } from './response/rules.ts';
import type { Serializer } from './response/serializer.ts';
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
  /** Bytes of a body, those of a compressed one when it is inflated. Default 1 MiB. */
  readonly body?: number;
  /** Bytes of one file of a multipart body. Default: as many as the body. */
  readonly file?: number;
  /** Bytes of all parts of a multipart body that are no files. Default 1 MiB. */
  readonly text?: number;
  /** Parts of a multipart body. Default 1,000. */
  readonly parts?: number;
  /** Bytes of one item of a sequence: a line of JSON Lines, an event. Default 1 MiB. */
  readonly item?: number;
}

/**
 * What may be said of one operation beside its process, in place of what is said of all.
 *
 * @example
 * const processes = { importPets: { process: importPets, limits: { body: 100_000_000 }, contentEncodings: ['gzip'] } };
 */
export interface OperationOptions {
  /** What a request may cost. */
  readonly limits?: LimitOptions;
  /** Milliseconds that the process may take before its caller gets 504; 0 for no limit. */
  readonly timeout?: number;
  /** Content codings in which the body may come. */
  readonly contentEncodings?: readonly ContentCoding[];
  /** What becomes of an `Accept` that none of the declared media types fits: the first of them (`lenient`), or 406 (`strict`). */
  readonly accept?: 'lenient' | 'strict';
  /** Whether answers are checked against the document. */
  readonly responses?: CheckMode | ResponseRules;
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
  /** How operations without a process are answered: 501 (default), as if they were not there, or from the document's examples and schemas. */
  readonly unbound?: 'not-implemented' | 'not-found' | 'mock';
  /** Who checks the credentials of each security scheme, by the scheme's name. */
  readonly authenticators?: Readonly<Record<string, Authenticator>>;
  /** Whether a caller needs all scopes that an operation lists, or any one. To be said where an operation lists several. */
  readonly scopes?: ScopeRule;
  /** Whether a query parameter that the document does not declare is let pass (default) or refused. */
  readonly unknownQuery?: 'ignore' | 'reject';
  /** What an int64 parameter becomes: a number that is exact or refused (default), a bigint, or its digits. */
  readonly int64?: 'number' | 'bigint' | 'string';
  readonly limits?: LimitOptions;
  /** Content codings in which bodies may come; what they inflate to counts for the limit. Default none: they are refused with 415. */
  readonly contentEncodings?: readonly ContentCoding[];
  /** Readers of bodies by media type, beside and in place of the known ones. */
  readonly parsers?: Readonly<Record<string, BodyParser>>;
  /** Whether members that a body lacks are filled with the defaults of its schema. Default true. */
  readonly bodyDefaults?: boolean;
  /** What becomes of `readOnly` members in a request: let pass (default) or refused. */
  readonly readOnly?: 'allow' | 'refuse';
  /** Makes what tests the patterns of schemas, in place of `RegExp`: an engine that takes linear time, for one. */
  readonly regexp?: (pattern: string) => { test(text: string): boolean };
  /** Writers of answers by media type, beside and in place of the known ones. */
  readonly serializers?: Readonly<Record<string, Serializer>>;
  /** What becomes of an `Accept` that none of the declared media types fits: the first of them (`lenient`, default), or 406 (`strict`). */
  readonly accept?: 'lenient' | 'strict';
  /** Whether answers are checked against the document: not (`off`, default), told to `onError` (`report`), or replaced by a 500 too (`enforce`). */
  readonly responses?: CheckMode | ResponseRules;
  /** Makes of a problem what callers see: other texts, other members, another shape. */
  readonly problems?: ShapeProblem;
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

const recordOf = (words: string, holds: (value: unknown) => boolean): Expected => ({
  words,
  holds: (value) => isRecord(value) && Object.values(value).every(holds),
});

/** A name that is no media type would never be found, and what it was meant for would go another way. */
const byMediaType: Expected = {
  words: 'an object of functions by media type, for example text/csv',
  holds: (value) =>
    isRecord(value) &&
    Object.entries(value).every(([name, one]) => parseMediaType(name) !== null && func.holds(one)),
};

const listOf = (...choices: readonly string[]): Expected => ({
  words: `a list of ${choices.map((one) => JSON.stringify(one)).join(', ')}`,
  holds: (value) => Array.isArray(value) && value.every((one) => choices.includes(one)),
});

const MODES = ['off', 'report', 'enforce'];

const rules: Expected = {
  words: '"off", "report", "enforce", or an object { check, undocumented }',
  holds: (value) => MODES.includes(String(value)) || (isRecord(value) && value['check'] !== undefined),
};

const formats = recordOf(
  'an object of regular expressions and functions',
  (one) => one instanceof RegExp || typeof one === 'function',
);

type Table<Options> = { readonly [Name in keyof Options]-?: Expected };

/** Timers of Node take 32 bits, and run out at once where they are given more. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

const OPTIONS: Table<BindOptions> = {
  basePath: text,
  collisions: choice('strict', 'concrete-first'),
  caseSensitive: choice(true, false),
  trailingSlash: choice('strict', 'ignore'),
  unbound: choice('not-implemented', 'not-found', 'mock'),
  authenticators: record,
  scopes: choice('any', 'all'),
  unknownQuery: choice('ignore', 'reject'),
  int64: choice('number', 'bigint', 'string'),
  limits: record,
  contentEncodings: listOf('gzip', 'deflate', 'br'),
  parsers: byMediaType,
  bodyDefaults: choice(true, false),
  readOnly: choice('allow', 'refuse'),
  regexp: func,
  serializers: byMediaType,
  accept: choice('lenient', 'strict'),
  responses: rules,
  problems: func,
  formats,
  timeout: upTo(LONGEST_TIMEOUT),
  onRun: func,
  onError: func,
  references: record,
};

const most = upTo(Number.MAX_SAFE_INTEGER);

const LIMITS: Table<LimitOptions> = { body: most, file: most, text: most, parts: most, item: most };

const RESPONSES: Table<ResponseRules> = {
  check: choice(...MODES),
  undocumented: choice('allow', 'report', 'enforce'),
};

const OPERATION: Table<OperationOptions> = {
  limits: OPTIONS.limits,
  timeout: OPTIONS.timeout,
  contentEncodings: OPTIONS.contentEncodings,
  accept: OPTIONS.accept,
  responses: OPTIONS.responses,
};

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
  ...check(options.responses, RESPONSES, 'responses.'),
  ...check(options.references, REFERENCES, 'references.'),
];

/** The same of the options that are said of one operation. */
export const findOperationOptions = (options: OperationOptions, name: string): readonly Finding[] => [
  ...check(options, OPERATION, `${name}.`),
  ...check(options.limits, LIMITS, `${name}.limits.`),
  ...check(options.responses, RESPONSES, `${name}.responses.`),
];

/** The options less those that are told of, so that all else can still be looked at. */
export function usableOptions(options: BindOptions, findings: readonly Finding[]): BindOptions {
  const wrong = new Set(findings.map(({ pointer }) => pointer.split('.')[0]));
  return Object.fromEntries(Object.entries(options).filter(([name]) => !wrong.has(name)));
}
