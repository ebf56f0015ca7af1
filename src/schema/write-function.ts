import type { ValidateFunction } from 'ajv';

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
const expressionOf = (value: unknown): string => {
  const json = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return ascii(json);
  return json.includes('__proto__') ? `JSON.parse(${literalOf(json)})` : ascii(json);
};

/** Escapes that are right in texts, in which alone anything else than ASCII can be. */
const ascii = (code: string): string => code.replace(/[^ -~]/g, toEscape);

const TEXT = String.raw`"(?:[^"\\]|\\.)*"`;
const STEP = String.raw`(?:\.[A-Za-z_$][\w$]*|\[${TEXT}\]|\[\d+\])`;

/** What is not read of an error; texts, which are to be left alone; and names, with the way into what they stand for. */
const TOKENS = new RegExp(
  String.raw`(?<path>,schemaPath:${TEXT})(?=[,}])|${TEXT}|(?<![\w$.])(?<name>[a-z]+\d+)\b(?<way>${STEP}*)`,
  'gi',
);

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

const EQUAL = 'require("ajv/dist/runtime/equal").default';

/** What a function of Ajv's or of ours is called where it is handed to the code. */
function functionCode(code: unknown): string {
  const text = String(code);
  if (text === EQUAL) return 's.isEqual';
  if (/^s\.\w+(\(.*\))?$/s.test(text)) return text;
  throw new Error(`Nothing stands for ${text} in code that is written down.`);
}

/** A function that checks, as an expression that makes it of what it needs: `(s) => function`. */
export function writeFunction(
  validate: ValidateFunction,
  numberOf: (validate: ValidateFunction) => number,
): string {
  const { source } = validate;
  if (source === undefined) throw new Error('A check was compiled without its code.');
  const names = new Map<string, ScopeName>();
  for (const set of Object.values(source.scopeValues))
    for (const name of set ?? []) names.set(name.str, name as ScopeName);
  const values = new Map<string, string>();

  const constantOf = (schema: unknown, way: string): string => {
    const [value, rest] = follow(schema, way);
    const code = expressionOf(value);
    const name = [...values].find(([, known]) => known === code)?.[0] ?? `json${values.size}`;
    values.set(name, code);
    return name + rest;
  };

  const codeOf = ({ prefix, value }: ScopeName): string => {
    const ref = value?.ref;
    if (prefix === 'validate') return `s.validate(${numberOf(ref as ValidateFunction)})`;
    if (prefix === 'wrapper' || prefix === 'root')
      return `s.later(${numberOf((ref as { readonly validate: ValidateFunction }).validate)})`;
    if (prefix === 'pattern') return `s.pattern(${ascii(JSON.stringify(value?.key))})`;
    return ascii(functionCode(value?.code));
  };

  const body = source.validateCode.replace(TOKENS, (token: string, ...groups: unknown[]) => {
    const { path, name, way = '' } = groups.at(-1) as Readonly<Record<string, string | undefined>>;
    if (path !== undefined) return '';
    const known = name === undefined ? undefined : names.get(name);
    if (name === undefined || known === undefined) return token;
    if (known.prefix === 'schema') return constantOf(known.value?.ref, way);
    if (!values.has(name)) values.set(name, codeOf(known));
    return token;
  });
  const own = String(source.validateName);
  const constants = [...values].map(([name, code]) => `${name}=${code}`).join(',');
  const evaluated = source.evaluated === undefined ? '' : `${own}.evaluated=${String(source.evaluated)};`;
  return `(s)=>{${constants === '' ? '' : `const ${constants};`}${ascii(body)}${evaluated}return ${own}}`;
}
