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

type Choices = { readonly [Name in keyof BindOptions]?: readonly unknown[] };

const CHOICES: Choices = {
  collisions: ['strict', 'concrete-first'],
  caseSensitive: [true, false],
  trailingSlash: ['strict', 'ignore'],
  unbound: ['not-implemented', 'not-found'],
  scopes: ['any', 'all'],
  unknownQuery: ['ignore', 'reject'],
  int64: ['number', 'bigint', 'string'],
};

/** Timers of Node take 32 bits, and run out at once where they are given more. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

const NUMBERS = (
  options: BindOptions,
): readonly (readonly [name: string, value: unknown, most: number])[] => [
  ['timeout', options.timeout, LONGEST_TIMEOUT],
  ['limits.body', options.limits?.body, Number.MAX_SAFE_INTEGER],
];

const invalid = (pointer: string, expected: string): Finding => ({
  code: 'option-invalid',
  pointer,
  message: `The option ${pointer} has a value that it cannot have.`,
  mend: `Give it ${expected}.`,
});

/** A misspelt choice must not be taken for the default. */
export function findOptions(options: BindOptions): readonly Finding[] {
  const chosen = Object.entries(CHOICES).flatMap(([name, choices]) => {
    const value = options[name as keyof BindOptions];
    return value === undefined || choices.includes(value)
      ? []
      : [invalid(name, choices.map((choice) => JSON.stringify(choice)).join(' or '))];
  });
  const numbers = NUMBERS(options)
    .filter(
      ([, value, most]) => value !== undefined && !(typeof value === 'number' && value >= 0 && value <= most),
    )
    .map(([name, , most]) => invalid(name, `a number from 0 to ${most}`));
  return [...chosen, ...numbers];
}
