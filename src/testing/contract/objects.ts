import type { Arbitrary } from 'fast-check';
import type { Pointer } from '../../document/operation.ts';
import { discriminatorsOf } from '../../mock/discriminator.ts';
import type { Decisions, Facets } from '../../mock/facets.ts';
import { additionalOf, propertiesOf, requiredOf } from '../../mock/members.ts';
import { isNode, listOf, type Node, nodeOf, own } from '../../mock/node.ts';
import { lengthsOf } from '../../mock/text.ts';
import { memberOf } from '../../problem/pointer.ts';
import { isClosed, nodesOf } from './keywords.ts';
import { FULL, isForeign, type Making, MOST, type Values } from './making.ts';
import { sift } from './sift.ts';

type Members = Readonly<Record<string, unknown>>;

/** An object, member by member. */
interface Outline {
  readonly members: Record<string, Arbitrary<unknown>>;
  readonly needed: string[];
  readonly optional: string[];
}

/** Members that ask for others are left out where those are. */
function withoutDangling(nodes: readonly Node[], value: Members): Members {
  const rules = nodes.flatMap((node) =>
    ['dependentRequired', 'dependencies'].flatMap((keyword) => Object.entries(nodeOf(own(node, keyword)))),
  );
  if (rules.length === 0) return value;
  const dangling = rules
    .filter(([name, asked]) => name in value && listOf(asked).some((one) => !(String(one) in value)))
    .map(([name]) => name);
  return Object.fromEntries(Object.entries(value).filter(([name]) => !dangling.includes(name)));
}

/** The members that there may be, those first that there have to be. */
const cut = (value: Members, { needed }: Outline, most: number): Members =>
  Object.keys(value).length <= most
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => Number(needed.includes(b)) - Number(needed.includes(a)))
          .slice(0, most),
      );

/** Makes the objects that fit some schemas. */
export function createObjects(making: Making) {
  const { fc, schemas, place, anything, texts } = making;

  const names = (facets: Facets, depth: number): Arbitrary<string> => {
    const usual = fc.stringMatching(/^[a-z][a-z0-9_]{0,7}$/, { size: 'xsmall' });
    const named = facets.list
      .filter(({ node }) => own(node, 'propertyNames') !== undefined)
      .map(({ pointer }) => memberOf(pointer, 'propertyNames'));
    const all = named.length === 0 ? null : place(named, depth + 1);
    const isName = (name: unknown): boolean => typeof name === 'string' && name !== '__proto__';
    return (all === null ? null : sift(fc, all, isName))?.map(String) ?? usual;
  };

  /** Members whose names the document describes by a pattern. */
  const patterned = ({ list }: Facets, depth: number) =>
    list
      .flatMap(({ pointer, node }) =>
        Object.keys(nodeOf(own(node, 'patternProperties'))).map((pattern) => ({
          keys: texts([{ pattern }]),
          values: place([memberOf(pointer, 'patternProperties', pattern)], depth + 1),
        })),
      )
      .find(({ keys, values }) => keys !== null && values !== null);

  /** Members that the document does not name; null where there may be none, or need not. */
  const extrasOf = (facets: Facets, depth: number, least: number): Arbitrary<Members> | null => {
    const bounds = { minKeys: least, maxKeys: least + (depth < FULL ? 2 : 0), noNullPrototype: true };
    const { keys = null, values = null } = patterned(facets, depth) ?? {};
    if (keys !== null && values !== null) return fc.dictionary(keys, values, bounds);
    if (isClosed(nodesOf(facets))) return null;
    const additional = additionalOf(facets.list);
    const isDescribed = additional.some((at) => isNode(schemas.at(at)));
    if (!isDescribed && least === 0) return null;
    const all = isDescribed ? place(additional, depth + 1) : anything();
    return all === null ? null : fc.dictionary(names(facets, depth), all, bounds);
  };

  /** The members that are named, or asked for; null where one is asked for that cannot be made. */
  const outlineOf = (facets: Facets, depth: number, least: number, decided: Decisions): Outline | null => {
    const required = requiredOf(facets.list);
    const named = propertiesOf(facets.list);
    const tags = discriminatorsOf(schemas, facets, decided);
    const outline: Outline = { members: {}, needed: [], optional: [] };
    const { members, needed, optional } = outline;
    const valuesOf = (name: string, pointers: readonly Pointer[]): Values => {
      const tag = tags.get(name);
      return tag === undefined ? place(pointers, depth + 1) : fc.constant(tag);
    };
    for (const name of new Set([...named.keys(), ...required, ...tags.keys()])) {
      const pointers = named.get(name) ?? additionalOf(facets.list);
      if (name === '__proto__' || (pointers.length > 0 && isForeign(schemas, pointers))) continue;
      const isNeeded = required.has(name) || tags.has(name);
      if (!isNeeded && depth >= FULL && needed.length + optional.length >= least) continue;
      const values = valuesOf(name, pointers);
      if (values === null && isNeeded) return null;
      if (values === null) continue;
      members[name] = values;
      (isNeeded ? needed : optional).push(name);
    }
    return outline;
  };

  return (facets: Facets, depth: number, decided: Decisions): Values => {
    const nodes = nodesOf(facets);
    const { least, most } = lengthsOf(nodes, 'minProperties', 'maxProperties', MOST);
    const outline = outlineOf(facets, depth, least, decided);
    if (outline === null) return null;
    const { members, needed, optional } = outline;
    const short = Math.max(0, least - needed.length);
    const requiredKeys = [...needed, ...optional.slice(0, short)];
    const named: Arbitrary<Members> = fc.record(members, { requiredKeys, noNullPrototype: true });
    const extras = extrasOf(facets, depth, Math.max(0, short - optional.length));
    const all = extras === null ? named : fc.tuple(extras, named).map(([more, own]) => ({ ...more, ...own }));
    return all.map((value) => withoutDangling(nodes, cut(value, outline, most)));
  };
}
