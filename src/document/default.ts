import { isNode, listOf, type Node, own } from './node.ts';

/** Bounds of a value, as a schema names them: keyword, what is bounded, what the bound says. */
const BOUNDS: readonly (readonly [
  keyword: string,
  of: (value: unknown) => number | undefined,
  fits: (size: number, bound: number) => boolean,
  words: string,
])[] = [
  ['minimum', (value) => numberOf(value), (size, bound) => size >= bound, 'is below minimum'],
  ['maximum', (value) => numberOf(value), (size, bound) => size <= bound, 'is above maximum'],
  [
    'exclusiveMinimum',
    (value) => numberOf(value),
    (size, bound) => size > bound,
    'is not above exclusiveMinimum',
  ],
  [
    'exclusiveMaximum',
    (value) => numberOf(value),
    (size, bound) => size < bound,
    'is not below exclusiveMaximum',
  ],
  ['minLength', (value) => lengthOf(value), (size, bound) => size >= bound, 'is shorter than minLength'],
  ['maxLength', (value) => lengthOf(value), (size, bound) => size <= bound, 'is longer than maxLength'],
  ['minItems', (value) => countOf(value), (size, bound) => size >= bound, 'has fewer items than minItems'],
  ['maxItems', (value) => countOf(value), (size, bound) => size <= bound, 'has more items than maxItems'],
];

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const lengthOf = (value: unknown): number | undefined =>
  typeof value === 'string' ? [...value].length : undefined;
const countOf = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined);

const isOfType = (value: unknown, type: unknown): boolean => {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isNode(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
};

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Members that let a value be null beside its type; the second is a habit of 2.0, which has none. */
const NULLABLE = ['nullable', 'x-nullable'];

const typesOf = (node: Node): readonly unknown[] => {
  const type = own(node, 'type');
  return Array.isArray(type) ? type : type === undefined ? [] : [type];
};

const typeFits = (node: Node, value: unknown): boolean => {
  const types = typesOf(node);
  if (types.length === 0 || (value === null && NULLABLE.some((name) => own(node, name) === true)))
    return true;
  return types.some((one) => isOfType(value, one));
};

const TYPES = ['null', 'array', 'object', 'string', 'number', 'boolean'];

const typeOf = (value: unknown): string => TYPES.find((type) => isOfType(value, type)) ?? typeof value;

const isBroken = ([keyword, sizeOf, fits]: (typeof BOUNDS)[number], node: Node, value: unknown): boolean => {
  const bound = own(node, keyword);
  if (typeof bound !== 'number') return false;
  const size = sizeOf(value);
  return size !== undefined && !fits(size, bound);
};

/** What the keywords of one schema object, other than those that hold schemas, have against a value; null if nothing. */
export function checkDefault(node: Node, value: unknown): string | null {
  if (!typeFits(node, value)) return `is of type ${typeOf(value)}, not ${typesOf(node).join(' or ')}`;
  const values = own(node, 'enum');
  if (Array.isArray(values) && value !== null && !values.some((one) => same(one, value)))
    return 'is not in enum';
  const broken = BOUNDS.find((bound) => isBroken(bound, node, value));
  if (broken !== undefined) return broken[3];
  const items = own(node, 'items');
  if (isNode(items)) {
    for (const item of listOf(value)) {
      const wrong = checkDefault(items, item);
      if (wrong !== null) return `has an item that ${wrong}`;
    }
  }
  return null;
}
