import type { BindOptions } from '../options.ts';
import type { Finding } from '../problem/finding.ts';
import { nearest } from '../problem/nearest.ts';
import type { Authenticator } from '../security/principal.ts';
import { areApis } from './apis.ts';

/** Options that are those of `bind`, which looks at them. */
type Bound = 'protocols' | 'trustProxy' | 'policies' | 'limiter' | 'logger' | 'onError' | 'timeout';

export const BOUND: readonly Bound[] = [
  'protocols',
  'trustProxy',
  'policies',
  'limiter',
  'logger',
  'onError',
  'timeout',
];

/** How a console is made. */
export interface ConsoleOptions extends Pick<BindOptions, Bound> {
  /** Who may look: nobody without it. One of `opbind/auth`, or a function, which needs `scheme` beside it. */
  readonly authenticator: Authenticator;
  /**
   * Where its credential is, as a Security Scheme Object. Default: what the authenticator takes, that is http `basic` for `basic(…)`,
   * `mutualTLS` for `certificate(…)`, http `bearer` for those that take tokens. For a session cookie `{ type: 'apiKey', in: 'cookie', name: 'session' }`.
   */
  readonly scheme?: Readonly<Record<string, unknown>>;
  /** Scopes of which the caller has to have all. Default none. */
  readonly scopes?: readonly string[];
  /** Roles of which the caller has to have one. Default: none is asked for. */
  readonly roles?: readonly string[];
  /** Path of the URL under which it is served, as clients see it: `/console` (default), or `/` for a server of its own. */
  readonly path?: string;
  /** Whether runs may be cancelled. Default true. */
  readonly cancel?: boolean;
  /** Folder of `swagger-ui-dist`. Default: where it is installed. `false` for no API reference. */
  readonly swaggerUi?: string | false;
  /** Browsers that are told of changes at once; others ask every few seconds. A whole number from 0 to 10,000. Default 100. */
  readonly streams?: number;
}

/** Members of the options, and what each has to be. */
const EXPECTED: Readonly<
  Record<
    Exclude<keyof ConsoleOptions, 'authenticator' | Bound>,
    readonly [words: string, holds: (value: unknown) => boolean]
  >
> = {
  scheme: ['a Security Scheme Object', isObject],
  scopes: ['a list of texts', areTexts],
  roles: ['a list of texts, at least one', (value) => areTexts(value) && value.length > 0],
  path: ['a path such as "/console", without a slash at its end, parameters, query or fragment', isPath],
  cancel: ['true or false', (value) => typeof value === 'boolean'],
  swaggerUi: ['the path of a folder, or false', (value) => value === false || typeof value === 'string'],
  streams: ['a whole number from 0 to 10,000', isCount],
};

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '');
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && (value === '/' || /^(\/[^/{}?#%\s]+)+$/.test(value));
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 10_000;
}

const NAMES = ['authenticator', ...Object.keys(EXPECTED), ...BOUND];

const unknownOption = (name: string): Finding => {
  const meant = nearest(name, NAMES);
  return {
    code: 'option-unknown',
    pointer: name,
    message: `A console has no option ${name}.`,
    mend: meant === undefined ? `Remove it. There are ${NAMES.join(', ')}.` : `Did you mean ${meant}?`,
  };
};

function wrongOptions(options: Readonly<Record<string, unknown>>): Finding[] {
  return Object.entries(EXPECTED).flatMap(([name, [words, holds]]) => {
    const value = options[name];
    if (value === undefined || holds(value)) return [];
    return [
      {
        code: 'option-invalid',
        pointer: name,
        message: `The option ${name} has a value that it cannot have.`,
        mend: `Give ${words}.`,
      },
    ];
  });
}

const OPEN: Finding = {
  code: 'console-open',
  pointer: 'authenticator',
  message: 'The console has no authenticator: whoever found it would see all runs, and could cancel them.',
  mend: 'Give one: createConsole(api, { authenticator: basic({ users }) }), of opbind/auth.',
};

const UNDECIDED: Finding = {
  code: 'console-scheme-missing',
  pointer: 'scheme',
  message:
    'The authenticator does not say what it takes, so it is not known where in a request its credential is.',
  mend: "Say so: scheme: { type: 'http', scheme: 'basic' }, or { type: 'apiKey', in: 'cookie', name: 'session' }.",
};

const NO_API: Finding = {
  code: 'option-invalid',
  pointer: '',
  message: 'There is no API to show.',
  mend: 'Give what bind gave, or an object of such APIs by name: createConsole({ pets, orders }, { … }).',
};

/** The security scheme by which a console learns who looks; null where that is not known. */
export function schemeOf({
  authenticator,
  scheme,
}: ConsoleOptions): Readonly<Record<string, unknown>> | null {
  if (scheme !== undefined) return scheme;
  const takes = typeof authenticator === 'object' ? authenticator.takes : undefined;
  if (takes === 'password') return { type: 'http', scheme: 'basic' };
  if (takes === 'certificate') return { type: 'mutualTLS' };
  return takes === 'text' ? { type: 'http', scheme: 'bearer' } : null;
}

/** Everything wrong with what a console is to be made of. */
export function findConsole(apis: unknown, options: ConsoleOptions): readonly Finding[] {
  const given = options as Partial<ConsoleOptions>;
  const missing = given.authenticator === undefined || given.authenticator === null;
  return [
    ...(areApis(apis) ? [] : [NO_API]),
    ...Object.keys(options)
      .filter((name) => !NAMES.includes(name))
      .map(unknownOption),
    ...(missing ? [OPEN] : []),
    ...wrongOptions({ ...options }),
    ...(!missing && schemeOf(options) === null ? [UNDECIDED] : []),
  ];
}
