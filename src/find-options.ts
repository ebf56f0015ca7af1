import { parseMediaType } from './http/media-type.ts';
import type {
  BindOptions,
  LimitOptions,
  OperationOptions,
  ReferenceOptions,
  RunsOptions,
} from './options.ts';
import type { Finding } from './problem/finding.ts';
import { nearest } from './problem/nearest.ts';
import type { ResponseRules } from './response/rules.ts';
import type { CorsOptions } from './security/cors/setup.ts';
import type { TrustedProxies } from './security/trust.ts';

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

const names: Expected = {
  words: 'a text, or a list of texts',
  holds: (value) => text.holds(value) || texts.holds(value),
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

const MODES: readonly unknown[] = ['off', 'report', 'enforce'];

const rules: Expected = {
  words: '"off", "report", "enforce", or an object { check, undocumented }',
  holds: (value) => MODES.includes(value) || (isRecord(value) && value['check'] !== undefined),
};

const formats = recordOf(
  'an object of regular expressions and functions',
  (one) => one instanceof RegExp || typeof one === 'function',
);

const protocols: Expected = {
  words: '"http", "https", "both", or a list of "http" and "https"',
  holds: (value) =>
    value === 'http' ||
    value === 'https' ||
    value === 'both' ||
    (Array.isArray(value) && value.length > 0 && value.every((one) => one === 'http' || one === 'https')),
};

const trustProxy: Expected = {
  words:
    'the addresses of the proxies ("10.0.0.0/8", a list of them, or the names "loopback", "linklocal", "uniquelocal"), or an object { addresses, headers, certificate }',
  holds: (value) => names.holds(value) || (isRecord(value) && value['addresses'] !== undefined),
};

const cors: Expected = {
  words: 'origins ("https://app.example", or a list of them), or an object { origins, credentials, … }',
  holds: (value) => names.holds(value) || (isRecord(value) && value['origins'] !== undefined),
};

const seconds: Expected = { words: 'a number of seconds', holds: Number.isFinite };

const runs: Expected = {
  words: 'a store of runs, or an object { store, path, history, count, age, bytes, answerBytes }',
  holds: isRecord,
};

const store: Expected = {
  words: 'a store of runs, such as postgresRuns() gives',
  holds: (value) => isRecord(value) && func.holds(value['begin']) && func.holds(value['get']),
};

const runsPath: Expected = {
  words: 'a path without variables, for example /runs',
  holds: (value) => typeof value === 'string' && /^(\/[\w.~-]+)+$/.test(value),
};

const retry: Expected = {
  words: 'a whole number from 0 to 100',
  holds: (value) => Number.isInteger(value) && upTo(100).holds(value),
};

const logger: Expected = {
  words: 'an object with a function info, and one error for errors, such as pino or the console',
  holds: (value) =>
    isRecord(value) &&
    func.holds(value['info']) &&
    (value['error'] === undefined || func.holds(value['error'])),
};

const telemetry: Expected = {
  words: 'what openTelemetry() gives, or an object with functions call and run',
  holds: (value) => isRecord(value) && func.holds(value['call']) && func.holds(value['run']),
};

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
  requireSecurity: choice(true, false),
  protocols,
  trustProxy,
  cors,
  policies: { words: 'a list of policies', holds: Array.isArray },
  limiter: func,
  logger,
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
  mode: choice('wait', 'poll'),
  wait: upTo(LONGEST_TIMEOUT),
  idempotency: choice('honour', 'require', 'ignore'),
  runs,
  onRun: func,
  onError: func,
  telemetry,
  serverTiming: choice(true, false),
  references: record,
};

const most = upTo(Number.MAX_SAFE_INTEGER);

const LIMITS: Table<LimitOptions> = { body: most, file: most, text: most, parts: most, item: most };

const RUNS: Table<RunsOptions> = {
  store,
  path: runsPath,
  history: most,
  count: most,
  age: most,
  bytes: most,
  answerBytes: most,
};

const RESPONSES: Table<ResponseRules> = {
  check: choice(...MODES),
  undocumented: choice('allow', 'report', 'enforce'),
};

const TRUST_PROXY: Table<TrustedProxies> = {
  addresses: names,
  headers: choice('x-forwarded', 'forwarded'),
  certificate: text,
};

const CORS: Table<CorsOptions> = {
  origins: names,
  credentials: choice(true, false),
  allowHeaders: names,
  exposeHeaders: names,
  maxAge: seconds,
  privateNetwork: choice(true, false),
};

const OPERATION: Table<OperationOptions> = {
  limits: OPTIONS.limits,
  timeout: OPTIONS.timeout,
  mode: OPTIONS.mode,
  wait: OPTIONS.wait,
  idempotency: OPTIONS.idempotency,
  retry,
  contentEncodings: OPTIONS.contentEncodings,
  accept: OPTIONS.accept,
  responses: OPTIONS.responses,
  protocols: OPTIONS.protocols,
  scopes: OPTIONS.scopes,
};

/** Whether `bind` has an option of that name. */
export const isOptionName = (name: string): boolean => Object.hasOwn(OPTIONS, name);

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
  ...check(options.trustProxy, TRUST_PROXY, 'trustProxy.'),
  ...check(options.cors, CORS, 'cors.'),
  ...check(options.references, REFERENCES, 'references.'),
  ...(isRecord(options.runs) && 'begin' in options.runs ? [] : check(options.runs, RUNS, 'runs.')),
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
