import type { Version } from '../document/operation.ts';
import { type Node, own } from './node.ts';

const namedIn = (node: Node, version: Version): readonly string[] | null => {
  const types = [own(node, 'type')].flat().filter((type): type is string => typeof type === 'string');
  if (types.length === 0) return null;
  return version < '3.1' && own(node, 'nullable') === true ? [...types, 'null'] : types;
};

const includes = (types: readonly string[], type: string): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

const both = (a: readonly string[], b: readonly string[]): readonly string[] => [
  ...new Set([...a.filter((type) => includes(b, type)), ...b.filter((type) => includes(a, type))]),
];

/** The types that all of some schemas allow; null where none names any. */
export function typesOf(nodes: readonly Node[], version: Version): readonly string[] | null {
  const named = nodes.map((node) => namedIn(node, version)).filter((types) => types !== null);
  const [first, ...others] = named;
  return first === undefined ? null : others.reduce(both, first);
}

const MEANT: readonly (readonly [type: string, ...keywords: string[]])[] = [
  ['object', 'properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties'],
  ['array', 'items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  ['string', 'pattern', 'minLength', 'maxLength'],
  ['number', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
];

/** The type that is meant where none is named, by the keywords that only say something of it. */
export const meantBy = (nodes: readonly Node[]): string | undefined =>
  MEANT.find(([, ...keywords]) =>
    nodes.some((node) => keywords.some((keyword) => own(node, keyword) !== undefined)),
  )?.[0];

const typeOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value;
};

/** A value as the types have it: numbers and texts are often taken for each other in examples. Undefined where it cannot be meant. */
export function asType(value: unknown, types: readonly string[] | null): unknown {
  if (types === null || includes(types, typeOf(value))) return value;
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return String(value);
  const number = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return includes(types, typeOf(number)) && Number.isFinite(number) ? number : undefined;
}
