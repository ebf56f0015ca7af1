import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import { branchesOf, endOf, mappingOf, sectionsBeside, tagOf, unionOf } from './discriminator.ts';
import { familyOf } from './family.ts';
import { isNode, nodesOf } from './node.ts';
import { remembering } from './remembering.ts';

/** Schemas that are made of others by `allOf`, and those that they are made of. */
export interface Inheritance {
  /** A schema with a discriminator and no union, and all its children, each with its names. */
  readonly kinOf: (parent: Pointer) => ReadonlyMap<Pointer, readonly string[]>;
  /** The schemas whose discriminator may have led to the schema at a pointer. They must not lead it on. */
  readonly parentsOf: (child: Pointer, node: unknown) => ReadonlySet<Pointer>;
  /** Whether a schema is made of another, by its `allOf`. */
  readonly isChild: (child: Pointer, parent: Pointer) => boolean;
  /** Of the parents that must not be asked again, those that a schema would ask if it were not told so. */
  readonly passOn: (bare: ReadonlySet<Pointer>, pointer: Pointer) => readonly Pointer[];
}

export const NOBODY: ReadonlySet<Pointer> = new Set();

export const compileInheritance = (schemas: Schemas): Inheritance => {
  const line = remembering(
    (pointer): ReadonlySet<Pointer> => new Set(familyOf(schemas, pointer).map((one) => one.pointer)),
  );

  const ancestors = remembering((pointer): ReadonlySet<Pointer> => {
    const node = schemas.at(pointer);
    const members = isNode(node) ? nodesOf(node['allOf']) : [];
    if (members.length === 0) return NOBODY;
    return new Set([...members.keys()].flatMap((index) => [...line(memberOf(`${pointer}/allOf`, index))]));
  });

  const kinOf = remembering((parent): ReadonlyMap<Pointer, readonly string[]> => {
    const kin = new Map<Pointer, string[]>();
    for (const section of sectionsBeside(parent)) {
      const entries = schemas.at(section);
      for (const name of isNode(entries) ? Object.keys(entries) : []) {
        const end = endOf(schemas, memberOf(section, name));
        if (end === parent || ancestors(end).has(parent)) kin.set(end, [...(kin.get(end) ?? []), name]);
      }
    }
    return kin;
  });

  const leadsTo = (parent: Pointer, child: Pointer): boolean => {
    const node = schemas.at(parent);
    if (tagOf(node) === undefined || parent === child) return false;
    if (mappingOf(schemas, parent).some(([, target]) => target === child)) return true;
    if (unionOf(node) === undefined) return kinOf(parent).has(child);
    return branchesOf(schemas, parent).some((branch) => endOf(schemas, branch) === child);
  };

  const readParents = remembering((child): ReadonlySet<Pointer> => {
    const parents = [...ancestors(child)].filter((parent) => leadsTo(parent, child));
    return parents.length === 0 ? NOBODY : new Set(parents);
  });

  const parentsOf = (child: Pointer, node: unknown): ReadonlySet<Pointer> =>
    isNode(node) && Array.isArray(node['allOf']) ? readParents(child) : NOBODY;

  const passOn = (bare: ReadonlySet<Pointer>, pointer: Pointer): readonly Pointer[] => {
    if (bare.size === 0) return [];
    const parents = parentsOf(pointer, schemas.at(pointer));
    return [...bare].filter((one) => !parents.has(one) && line(pointer).has(one)).sort();
  };

  return { kinOf, parentsOf, isChild: (child, parent) => ancestors(child).has(parent), passOn };
};
