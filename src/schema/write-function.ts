import type { ValidateFunction } from 'ajv';
import type { Pass } from './two-pass.ts';

/** A value that generated code refers to by a name. */
interface ScopeName {
  readonly prefix: string;
  readonly value?: { readonly ref: unknown; readonly key?: unknown; readonly code?: unknown };
}

const ESCAPES: Readonly<Record<string, string>> = {
  "'": String.raw`\'`,
  '\\': String.raw`\\`,
  '\n': String.raw`\n`,
};

const toEscape = (character: string): string =>
  ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text as a literal of JavaScript, in ASCII alone: V8 keeps such a module in half the memory. */
export const literalOf = (text: string): string => `'${text.replace(/['\\]|[^ -~]/g, toEscape)}'`;

/** A JSON value as an expression. A member `__proto__` would be no member in a literal of an object. */
export const expressionOf = (value: unknown): string => {
  const json = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return ascii(json);
  return json.includes('__proto__') ? `JSON.parse(${literalOf(json)})` : ascii(json);
};

/** Escapes that are right in texts, in which alone anything else than ASCII can be. */
const ascii = (code: string): string => code.replace(/[\u0080-\uffff]/g, toEscape);

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const STEP = String.raw`(?:\.[A-Za-z_$][\w$]*|\[${TEXT}\]|\[\d+\])`;

/** What of the code is not needed, by what it becomes. Nobody reads where in a schema an error was, or what is around a value. */
const NEEDLESS: readonly (readonly [code: string, becomes: string])[] = [
  [`,schemaPath:${TEXT}(?=[,}])`, ''],
  [
    String.raw`,parentData(?::[\w$]+)?,parentDataProperty(?::(?:${TEXT}|[\w$]+))?,rootData(?:,dynamicAnchors)?(?=\})`,
    '',
  ],
  [String.raw`, parentData, parentDataProperty, rootData=data(?:, dynamicAnchors=\{\})?(?=\}=\{\}\))`, ''],
  [
    String.raw`if\(vErrors === null\)\{vErrors = \[(?<error>err\d+)\];\}else \{vErrors\.push\(\k<error>\);\}`,
    '(vErrors??=[]).push($<error>);',
  ],
];

/** The same of a function that says no more than yes or no: its errors are counted, and not read. */
const NEEDLESS_IN_QUICK: typeof NEEDLESS = [
  ...NEEDLESS,
  [String.raw`,\{instancePath\}(?=\))`, ''],
  [String.raw`\{instancePath,keyword:${TEXT},params:\{(?:${TEXT}|[^{}"])*\}\}`, '{}'],
];

const shortened = (code: string, needless: typeof NEEDLESS): string =>
  needless.reduce(
    (left, [pattern, becomes]) =>
      left.replace(new RegExp(`${TEXT}|${pattern}`, 'g'), (...found: unknown[]) => {
        const text = String(found[0]);
        if (text.startsWith('"')) return text;
        const { error = '' } = (found.at(-1) ?? {}) as { readonly error?: string };
        return becomes.replace('$<error>', error);
      }),
    code,
  );

/** Texts, which are to be left alone; and names, with the way into what they stand for. */
const TOKENS = new RegExp(String.raw`${TEXT}|(?<![\w$.])(?<name>[a-z]+\d+)\b(?<way>${STEP}*)`, 'gi');

const STEPS = new RegExp(STEP, 'g');

const segmentOf = (step: string): string =>
  step.startsWith('.')
    ? step.slice(1)
    : step.startsWith('["')
      ? JSON.parse(step.slice(1, -1))
      : step.slice(1, -1);

/** Goes into a schema as far as a way leads. What is left of the way is said of the value, such as its length. */
function follow(schema: unknown, way: string): readonly [value: unknown, rest: string] {
  let value = schema;
  let rest = way;
  for (const [step] of way.matchAll(STEPS)) {
    const segment = segmentOf(step);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) break;
    if (Array.isArray(value) && segment === 'length') break;
    value = Reflect.get(value, segment);
    rest = rest.slice(step.length);
  }
  return [value, rest];
}

const namesOnly = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.keys(value).map((name) => [name, 1]))
    : value;

/** What stands for functions of Ajv's. */
const AJV_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['require("ajv/dist/runtime/equal").default', 's.isEqual'],
  ['Object.prototype.hasOwnProperty', 'Object.prototype.hasOwnProperty'],
]);

/** What a function of Ajv's or of ours is called where it is handed to the code. */
function functionCode(code: unknown): string {
  const text = String(code);
  const known = AJV_FUNCTIONS.get(text);
  if (known !== undefined) return known;
  if (/^s\.\w+(\(.*\))?$/s.test(text)) return text;
  throw new Error(`Nothing stands for ${text} in code that is written down.`);
}

/** The values that the code of a function refers to by names of Ajv's. */
function namesIn({ scopeValues }: NonNullable<ValidateFunction['source']>): ReadonlyMap<string, ScopeName> {
  const names = new Map<string, ScopeName>();
  for (const set of Object.values(scopeValues))
    for (const name of set ?? []) names.set(name.str, name as ScopeName);
  return names;
}

/** Names for expressions, each once, in the order in which they are met: functions of equal code are equal texts. */
function createConstants(): { nameOf(code: string): string; readonly code: () => string } {
  const names = new Map<string, string>();
  return {
    nameOf: (code) => {
      const name = names.get(code) ?? `v${names.size}`;
      names.set(code, name);
      return name;
    },
    code: () =>
      names.size === 0 ? '' : `const ${[...names].map(([code, name]) => `${name}=${code}`).join(',')};`,
  };
}

export interface WriteFunctionOptions {
  readonly pass: Pass;
  readonly numberOf: (validate: ValidateFunction) => number;
}

/** A function that checks, as an expression that makes it of what it needs: `(s) => function`. */
export function writeFunction(validate: ValidateFunction, { pass, numberOf }: WriteFunctionOptions): string {
  const { source } = validate;
  if (source === undefined) throw new Error('A check was compiled without its code.');
  const names = namesIn(source);
  const constants = createConstants();
  const own = String(source.validateName);

  const codeOf = ({ prefix, value }: ScopeName): string => {
    const ref = value?.ref;
    if (prefix === 'validate') return `s.validate(${numberOf(ref as ValidateFunction)})`;
    if (prefix === 'wrapper' || prefix === 'root')
      return `s.later(${numberOf((ref as { readonly validate: ValidateFunction }).validate)})`;
    if (prefix === 'pattern') return `s.pattern(${ascii(JSON.stringify(value?.key))})`;
    return ascii(functionCode(value?.code));
  };

  const short = shortened(
    source.validateCode.replace(/\n\s*/g, ''),
    pass === 'quick' ? NEEDLESS_IN_QUICK : NEEDLESS,
  );
  const body = short.replace(TOKENS, (token: string, ...groups: unknown[]) => {
    const { name, way = '' } = groups.at(-1) as Readonly<Record<string, string | undefined>>;
    if (name === own) return `f${way}`;
    const known = name === undefined ? undefined : names.get(name);
    if (known === undefined) return token;
    if (known.prefix !== 'schema') return constants.nameOf(codeOf(known)) + way;
    const [value, rest] = follow(known.value?.ref, way);
    // Of properties the code asks only whether it has a name.
    const asked = rest === '' && way.endsWith('.properties') ? namesOnly(value) : value;
    return constants.nameOf(expressionOf(asked)) + rest;
  });
  const isAlone = pass === 'quick' && !/\binstancePath\b(?!="")/.test(body);
  const signed = isAlone ? body.replace('{instancePath=""}={}', '').replace('(data, )', '(data)') : body;
  const evaluated = source.evaluated === undefined ? '' : `f.evaluated=${String(source.evaluated)};`;
  return `(s)=>{${constants.code()}${ascii(signed)}${evaluated}return f}`;
}
