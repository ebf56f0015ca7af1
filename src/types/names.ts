import { isNode, nodeOf, referenceOf } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import { fileOf } from '../document/pointer.ts';
import { memberOf, unescapeSegment } from '../problem/pointer.ts';

/** What `components` holds that operations refer to. */
export type Kind = 'schemas' | 'responses' | 'parameters' | 'requestBodies' | 'headers' | 'pathItems';

/** Where a version keeps what `components` holds in the output. */
export const holderOf = ({ version }: Schemas, kind: Kind): Pointer =>
  version !== '2.0' ? `#/components/${kind}` : `#/${kind === 'schemas' ? 'definitions' : kind}`;

export const namesIn = (schemas: Schemas, kind: Kind): readonly string[] => {
  const holder = schemas.at(holderOf(schemas, kind));
  return Object.entries(nodeOf(holder)).flatMap(([name, value]) =>
    name.startsWith('x-') && !isNode(value) ? [] : [name],
  );
};

/** The name of a component of the root document; undefined for what is none. */
export function componentName(schemas: Schemas, kind: Kind, pointer: Pointer): string | undefined {
  const holder = `${holderOf(schemas, kind)}/`;
  const rest = pointer.startsWith(holder) ? pointer.slice(holder.length) : '';
  return rest === '' || rest.includes('/') ? undefined : unescapeSegment(rest);
}

/** Names that schemas have under `components.schemas`. */
export interface Names {
  /** Name of the schema at a pointer. One that is no component gets a name of its own. */
  readonly of: (pointer: Pointer) => string;
  /** All that have a name, in the order in which they got it; also those that get one while these are gone through. */
  readonly all: ReadonlyMap<string, Pointer>;
}

/** `pet` of `pets/pet.yaml#`, `Pet` of `pets.yaml#/components/schemas/Pet`; the pointer itself where it leads deeper. */
function shortName(pointer: Pointer): string {
  const file = fileOf(pointer);
  if (file === '') return pointer;
  const path = pointer.slice(file.length + 1);
  const [, name] = /^\/(?:components\/schemas\/|definitions\/|\$defs\/|schemas\/)?([^/]+)$/.exec(path) ?? [];
  if (name !== undefined) return unescapeSegment(name);
  return path === '' ? file.replace(/^.*\//, '').replace(/\.[^.]+$/, '') : pointer;
}

/** A component that only refers to a schema elsewhere gives it its name. */
function aliasesOf(schemas: Schemas): ReadonlyMap<Pointer, string> {
  const aliases = new Map<Pointer, string>();
  for (const name of namesIn(schemas, 'schemas')) {
    const pointer = memberOf(holderOf(schemas, 'schemas'), name);
    const node = schemas.at(pointer);
    const reference = isNode(node) && Object.keys(node).length === 1 ? referenceOf(node) : undefined;
    const target = reference === undefined ? undefined : schemas.target(pointer, reference);
    if (target === undefined || componentName(schemas, 'schemas', target) !== undefined) continue;
    if (!aliases.has(target)) aliases.set(target, name);
  }
  return aliases;
}

export function createNames(schemas: Schemas): Names {
  const names = new Map<Pointer, string>();
  const declared = new Map<string, Pointer>();
  const add = (pointer: Pointer, name: string): string => {
    const free = declared.has(name) ? pointer : name;
    names.set(pointer, free);
    declared.set(free, pointer);
    return free;
  };
  const aliased = new Map([...aliasesOf(schemas)].map(([target, name]) => [name, target]));
  for (const name of namesIn(schemas, 'schemas')) {
    const pointer = memberOf(holderOf(schemas, 'schemas'), name);
    add(aliased.get(name) ?? pointer, name);
    names.set(pointer, name);
  }
  return {
    of: (pointer) => names.get(pointer) ?? add(pointer, shortName(pointer)),
    all: declared,
  };
}
