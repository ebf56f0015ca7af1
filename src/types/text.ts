/** A type of TypeScript as text, with what has to be known to put it into another. */
export interface TypeText {
  /** What the operator joins; one where there is none. */
  readonly parts: readonly string[];
  readonly operator: '|' | '&' | null;
}

export const atom = (text: string): TypeText => ({ parts: [text], operator: null });

export const UNKNOWN: TypeText = atom('unknown');
export const NEVER: TypeText = atom('never');
export const NULL: TypeText = atom('null');

const is = ({ parts, operator }: TypeText, text: string): boolean => operator === null && parts[0] === text;

export const isUnknown = (type: TypeText): boolean => is(type, 'unknown');

const isNever = (type: TypeText): boolean => is(type, 'never');

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

export const textOf = ({ parts, operator }: TypeText): string => parts.join(` ${operator} `);

/** The text as it stands among others that an operator joins. */
const operandOf = (type: TypeText): string => (type.operator === null ? textOf(type) : `(${textOf(type)})`);

const join = (types: readonly TypeText[], operator: '|' | '&', empty: TypeText): TypeText => {
  const parts = unique(
    types.flatMap((type) => (type.operator === operator ? type.parts : [operandOf(type)])),
  );
  const [first, ...others] = types;
  if (first === undefined) return empty;
  return parts.length === 1 || others.length === 0 ? first : { parts, operator };
};

/** One of them. */
export function union(types: readonly TypeText[]): TypeText {
  return types.some(isUnknown)
    ? UNKNOWN
    : join(
        types.filter((type) => !isNever(type)),
        '|',
        NEVER,
      );
}

/** All of them at once. */
export function intersection(types: readonly TypeText[]): TypeText {
  return types.some(isNever)
    ? NEVER
    : join(
        types.filter((type) => !isUnknown(type)),
        '&',
        UNKNOWN,
      );
}

export const arrayOf = (item: TypeText): TypeText => atom(`${operandOf(item)}[]`);

/** Text of a string, as JSON has it; what ends a line in JavaScript is escaped as well. */
export const quote = (text: string): string =>
  JSON.stringify(text).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);

/** Name of a member, quoted where it has to be. */
export const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name));

/** The type that has a JSON value alone. */
export function literalOf(value: unknown): TypeText {
  if (typeof value === 'string') return atom(quote(value));
  if (Array.isArray(value)) return atom(`[${value.map((item) => textOf(literalOf(item))).join(', ')}]`);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' && !Number.isFinite(value) ? atom('number') : atom(String(value));
  const members = Object.entries(value).map(
    ([name, member]) => `${keyOf(name)}: ${textOf(literalOf(member))}`,
  );
  return members.length === 0 ? atom('Record<string, never>') : atom(`{ ${members.join('; ')} }`);
}

const indented = (text: string): string => text.replaceAll('\n', '\n  ');

/** Members, each without its semicolon, as the body of an object type or interface. */
export const bodyOf = (members: readonly string[]): string =>
  members.length === 0 ? '{}' : `{\n${members.map((member) => `  ${indented(member)};\n`).join('')}}`;

/** Members in braces. */
export const objectOf = (members: readonly string[]): TypeText =>
  members.length === 0 ? atom('Record<string, never>') : atom(bodyOf(members));

/** `a[b][c]` of names. */
export const lookUp = (root: string, ...names: readonly string[]): string =>
  `${root}${names.map((name) => `[${quote(name)}]`).join('')}`;
