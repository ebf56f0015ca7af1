import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf, unescapeSegment } from '../problem/pointer.ts';
import { familyOf } from './family.ts';
import { isNode, nodesOf } from './node.ts';

/** Keywords that make more of a reference than another name, since 3.1. */
const RULING = 'allOf anyOf oneOf not if type enum const properties required items discriminator'.split(' ');

/** Where a schema is that is nothing but a reference, at the end of all references. */
export function endOf(schemas: Schemas, pointer: Pointer): Pointer {
  const seen = new Set<Pointer>();
  for (let at = pointer; !seen.has(at); ) {
    seen.add(at);
    const node = schemas.at(at);
    if (!isNode(node) || typeof node['$ref'] !== 'string') return at;
    if (schemas.version >= '3.1' && RULING.some((keyword) => Object.hasOwn(node, keyword))) return at;
    const next = schemas.target(at, node['$ref']);
    if (next === undefined) return at;
    at = next;
  }
  return pointer;
}

/** The property that a schema's `discriminator` names. */
export const tagOf = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined;
  const { discriminator } = node;
  if (typeof discriminator === 'string') return discriminator; // 2.0
  if (!isNode(discriminator)) return undefined;
  const { propertyName } = discriminator;
  return typeof propertyName === 'string' ? propertyName : undefined;
};

/** The union that a discriminator stands beside. */
export const unionOf = (node: unknown): 'oneOf' | 'anyOf' | undefined =>
  isNode(node)
    ? (['oneOf', 'anyOf'] as const).find((keyword) => nodesOf(node[keyword]).length > 0)
    : undefined;

/** Pointers to the branches of a union. */
export const branchesOf = (schemas: Schemas, pointer: Pointer): readonly Pointer[] => {
  const node = schemas.at(pointer);
  const union = unionOf(node);
  if (!isNode(node) || union === undefined) return [];
  return [...nodesOf(node[union]).keys()].map((index) => memberOf(`${pointer}/${union}`, index));
};

const fileOf = (pointer: Pointer): string => pointer.slice(0, pointer.indexOf('#'));

/** The sections in which schemas have names, those beside a schema first. */
export const sectionsBeside = (pointer: Pointer): readonly Pointer[] =>
  [...new Set([fileOf(pointer), ''])].flatMap((file) => [
    `${file}#/components/schemas`,
    `${file}#/definitions`,
  ]);

/** What a name or a reference in a discriminator leads to. A name that is also a reference is a name (3.1.1 §4.8.25.4). */
const targetOf = (schemas: Schemas, pointer: Pointer, meant: string): Pointer | undefined => {
  const named = sectionsBeside(pointer)
    .map((section) => memberOf(section, meant))
    .find((at) => schemas.at(at) !== undefined);
  const target = named ?? schemas.target(pointer, meant);
  return target === undefined ? undefined : endOf(schemas, target);
};

/** Tags that a discriminator maps, each with the schema that it stands for. Those that lead nowhere are warned of when the document is read. */
export const mappingOf = (
  schemas: Schemas,
  pointer: Pointer,
): readonly (readonly [tag: string, Pointer])[] => {
  const node = schemas.at(pointer);
  const discriminator = isNode(node) ? node['discriminator'] : undefined;
  const mapping = isNode(discriminator) ? discriminator['mapping'] : undefined;
  if (!isNode(mapping)) return [];
  return Object.entries(mapping).flatMap(([tag, meant]) => {
    const target = typeof meant === 'string' ? targetOf(schemas, pointer, meant) : undefined;
    return target === undefined ? [] : [[tag, target] as const];
  });
};

/** The schema of values whose tag is missing or unknown (3.2). */
export const defaultMappingOf = (schemas: Schemas, pointer: Pointer): Pointer | undefined => {
  const node = schemas.at(pointer);
  const discriminator = isNode(node) ? node['discriminator'] : undefined;
  const meant = isNode(discriminator) ? discriminator['defaultMapping'] : undefined;
  return typeof meant === 'string' && schemas.version >= '3.2'
    ? targetOf(schemas, pointer, meant)
    : undefined;
};

/** The name that a reference ends in: of `#/components/schemas/Cat` and `parts/Cat.yaml` it is `Cat`. */
export const nameIn = (reference: string): string | undefined => {
  const hash = reference.indexOf('#');
  const fragment = hash === -1 ? '' : reference.slice(hash + 1);
  if (fragment !== '') {
    const last = unescapeSegment(fragment.slice(fragment.lastIndexOf('/') + 1));
    try {
      return decodeURIComponent(last);
    } catch {
      return last;
    }
  }
  const path = hash === -1 ? reference : reference.slice(0, hash);
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.(json|ya?ml)$/i, '') || undefined;
};

/** What `const` and `enum` leave to a property of an object; undefined where they say nothing. */
export const valuesOf = (
  schemas: Schemas,
  pointer: Pointer,
  property: string,
): ReadonlySet<unknown> | undefined => {
  let left: ReadonlySet<unknown> | undefined;
  const keep = (values: readonly unknown[]): void => {
    left = new Set(values.filter((value) => left?.has(value) ?? true));
  };
  for (const { pointer: at, node } of familyOf(schemas, pointer)) {
    const { properties } = node;
    if (!isNode(properties) || !Object.hasOwn(properties, property)) continue;
    for (const member of familyOf(schemas, memberOf(`${at}/properties`, property))) {
      if (Object.hasOwn(member.node, 'const')) keep([member.node['const']]);
      if (Array.isArray(member.node['enum'])) keep(member.node['enum']);
    }
  }
  return left;
};

/** Whether an object, and whether anything else, can fit what a schema says of types. */
export const kindsOf = (
  schemas: Schemas,
  pointer: Pointer,
): { readonly object: boolean; readonly other: boolean } => {
  const kinds = { object: schemas.at(pointer) !== false, other: schemas.at(pointer) !== false };
  for (const { node } of familyOf(schemas, pointer)) {
    const types = [node['type'] ?? []].flat();
    if (types.length > 0 && !types.includes('object')) kinds.object = false;
    if (types.length === 1 && types[0] === 'object' && node['nullable'] !== true) kinds.other = false;
  }
  return kinds;
};
