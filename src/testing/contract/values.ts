import type { Arbitrary } from 'fast-check';
import type { Pointer, Schemas } from '../../document/operation.ts';
import { discriminatorsOf } from '../../mock/discriminator.ts';
import { type Decisions, type Facets, gather } from '../../mock/facets.ts';
import { additionalOf, itemsOf, prefixOf, propertiesOf, requiredOf } from '../../mock/members.ts';
import { isNode, listOf, type Node, nodeOf, own } from '../../mock/node.ts';
import { lengthsOf } from '../../mock/text.ts';
import { meantBy, typesOf } from '../../mock/types.ts';
import { memberOf } from '../../problem/pointer.ts';
import { numbersOf } from './numbers.ts';
import { anyOf, type FastCheck, sift } from './sift.ts';
import { textsOf } from './texts.ts';

/** Null: nothing fits that could be made. */
export type Values = Arbitrary<unknown> | null;

export interface ValuesOptions {
  readonly fc: FastCheck;
  readonly schemas: Schemas;
  /** Whether texts are of letters, digits, `-` and `_` where nothing else is asked for, and there is no null: in header fields and cookies. */
  readonly plain: boolean;
}

/** Levels down to which optional members are made, and below which there is nothing, however required. */
const FULL = 4;
const DEEPEST = 12;

/** Branches of one union, and decisions about unions within unions. */
const MOST_BRANCHES = 12;
const MOST_DECIDED = 12;

/** Items and members beyond those that have to be there. */
const MORE = 3;
const MOST = 50;

export const UNDECIDED: Decisions = new Map();

const nodesOf = ({ list }: Facets): readonly Node[] => list.map(({ node }) => node);

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The values that are listed, by all that list some; null where none does. */
export function listedIn(nodes: readonly Node[]): readonly unknown[] | null {
  const lists = nodes.flatMap((node): (readonly unknown[])[] =>
    Object.hasOwn(node, 'const')
      ? [[own(node, 'const')]]
      : Array.isArray(own(node, 'enum'))
        ? [listOf(own(node, 'enum'))]
        : [],
  );
  const [first, ...others] = lists;
  return first === undefined
    ? null
    : first.filter((value) => others.every((list) => list.some((one) => same(one, value))));
}

const isClosed = (node: Node): boolean =>
  own(node, 'additionalProperties') === false || own(node, 'unevaluatedProperties') === false;

/** Properties that ask for others, and are left out where those are. */
function withoutDangling(nodes: readonly Node[], value: Readonly<Record<string, unknown>>): unknown {
  const rules = nodes.flatMap((node) =>
    ['dependentRequired', 'dependencies'].flatMap((keyword) => Object.entries(nodeOf(own(node, keyword)))),
  );
  if (rules.length === 0) return value;
  const dangling = rules
    .filter(([name, needed]) => name in value && listOf(needed).some((one) => !(String(one) in value)))
    .map(([name]) => name);
  return Object.fromEntries(Object.entries(value).filter(([name]) => !dangling.includes(name)));
}

/** Values of a document's schemas, as they are sent in requests. */
export interface MakeValues {
  /** Values that fit all of some schemas, probably: the check of the schema has the last word. */
  readonly of: (pointers: readonly Pointer[], depth?: number) => Values;
  /** What holds at a place, and what its members are. */
  readonly isForeign: (pointers: readonly Pointer[]) => boolean;
}

export function createMakeValues({ fc, schemas, plain }: ValuesOptions): MakeValues {
  const made = new Map<string, Values>();
  const texts = (): Arbitrary<string> => textsOf(fc, [], plain) ?? fc.constant('text');

  const anything = (): Arbitrary<unknown> =>
    plain
      ? texts()
      : fc.oneof(
          texts(),
          fc.integer({ min: -1000, max: 1000 }),
          fc.boolean(),
          fc.constantFrom({}, [], { a: 1 }, [1]),
        );

  /** Properties that the server alone writes are not sent. */
  const isForeign = (pointers: readonly Pointer[]): boolean =>
    gather(schemas, pointers, UNDECIDED).list.some(({ node }) => own(node, 'readOnly') === true);

  const names = (nodes: readonly Node[], facets: Facets, depth: number): Arbitrary<string> => {
    const usual = fc.stringMatching(/^[a-z][a-z0-9_]{0,7}$/, { size: 'xsmall' });
    const named = facets.list
      .filter(({ node }) => own(node, 'propertyNames') !== undefined)
      .map(({ pointer }) => memberOf(pointer, 'propertyNames'));
    if (named.length === 0) return usual;
    const all = place(named, depth + 1);
    const fitting =
      all === null ? null : sift(fc, all, (name) => typeof name === 'string' && name !== '__proto__');
    return fitting === null ? usual : fitting.map(String);
  };

  /** Members that the document does not name. */
  const extrasOf = (facets: Facets, depth: number, least: number): Arbitrary<object> | null => {
    const nodes = nodesOf(facets);
    const patterned = facets.list.flatMap(({ pointer, node }) =>
      Object.keys(nodeOf(own(node, 'patternProperties'))).map((pattern) => ({
        keys: textsOf(fc, [{ pattern }], plain),
        values: place([memberOf(pointer, 'patternProperties', pattern)], depth + 1),
      })),
    );
    const [first] = patterned;
    const bounds = { minKeys: least, maxKeys: least + (depth < FULL ? 2 : 0), noNullPrototype: true };
    if (first?.keys && first.values) return fc.dictionary(first.keys, first.values, bounds);
    if (nodes.some(isClosed)) return null;
    const additional = additionalOf(facets.list);
    const isSpoken = additional.some((at) => isNode(schemas.at(at)));
    if (!isSpoken && least === 0) return null;
    const values = isSpoken ? place(additional, depth + 1) : anything();
    return values === null ? null : fc.dictionary(names(nodes, facets, depth), values, bounds);
  };

  function objects(facets: Facets, depth: number, decided: Decisions): Values {
    const nodes = nodesOf(facets);
    const required = requiredOf(facets.list);
    const named = propertiesOf(facets.list);
    const additional = additionalOf(facets.list);
    const tags = discriminatorsOf(schemas, facets, decided);
    const { least, most } = lengthsOf(nodes, 'minProperties', 'maxProperties', MOST);
    const members: Record<string, Arbitrary<unknown>> = {};
    const needed: string[] = [];
    const optional: string[] = [];
    for (const name of new Set([...named.keys(), ...required, ...tags.keys()])) {
      const pointers = named.get(name) ?? additional;
      if (name === '__proto__' || (pointers.length > 0 && isForeign(pointers))) continue;
      const isNeeded = required.has(name) || tags.has(name);
      if (!isNeeded && depth >= FULL && needed.length + optional.length >= least) continue;
      const tag = tags.get(name);
      const values = tag === undefined ? place(pointers, depth + 1) : fc.constant(tag);
      if (values === null && isNeeded) return null;
      if (values === null) continue;
      members[name] = values;
      (isNeeded ? needed : optional).push(name);
    }
    const short = Math.max(0, least - needed.length);
    const whole = fc.record(members, {
      requiredKeys: [...needed, ...optional.slice(0, short)],
      noNullPrototype: true,
    });
    const extras = extrasOf(facets, depth, Math.max(0, short - optional.length));
    const all = extras === null ? whole : fc.tuple(extras, whole).map(([more, own]) => ({ ...more, ...own }));
    const trim = (value: object): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(value)
          .toSorted(([a], [b]) => Number(needed.includes(b)) - Number(needed.includes(a)))
          .slice(0, most),
      );
    return all.map((value) =>
      withoutDangling(nodes, Object.keys(value).length > most ? trim(value) : { ...value }),
    );
  }

  function arrays(facets: Facets, depth: number): Values {
    const nodes = nodesOf(facets);
    const { least, most } = lengthsOf(nodes, 'minItems', 'maxItems', MOST);
    const prefix = prefixOf(facets.list)
      .slice(0, most)
      .map((pointers) => place(pointers, depth + 1));
    if (prefix.some((one) => one === null)) return least === 0 ? fc.constant([]) : null;
    const first = prefix.filter((one) => one !== null);
    const items = place(itemsOf(facets.list), depth + 1);
    const minLength = Math.max(0, least - first.length);
    const isUnique = nodes.some((node) => own(node, 'uniqueItems') === true);
    if (items === null && minLength > 0) return null;
    const maxLength = Math.min(
      Math.max(0, most - first.length),
      minLength + (items === null || depth >= FULL ? 0 : MORE),
    );
    const asks = Number(nodes.some((node) => own(node, 'contains') !== undefined));
    const bounds = { minLength: Math.min(maxLength, Math.max(minLength, asks)), maxLength };
    const rest: Arbitrary<unknown[]> =
      items === null
        ? fc.constant([])
        : isUnique
          ? fc.uniqueArray(items, { ...bounds, comparator: same })
          : fc.array(items, bounds);
    return first.length === 0
      ? rest
      : fc.tuple(fc.tuple(...first), rest).map(([head, tail]) => [...head, ...tail]);
  }

  const BY_TYPE: Readonly<Record<string, (facets: Facets, depth: number, decided: Decisions) => Values>> = {
    object: objects,
    array: arrays,
    string: (facets) => textsOf(fc, nodesOf(facets), plain),
    file: () => texts(),
    integer: (facets) => numbersOf(fc, nodesOf(facets), true),
    number: (facets) => numbersOf(fc, nodesOf(facets), false),
    boolean: () => fc.boolean(),
    null: () => (plain ? null : fc.constant(null)),
  };

  function union(pointers: readonly Pointer[], depth: number, decided: Decisions, facets: Facets): Values {
    const [first] = facets.undecided;
    if (first === undefined || decided.size > MOST_DECIDED) return null;
    const branches = first.branches.slice(0, MOST_BRANCHES);
    return anyOf(
      fc,
      branches.map((branch) => settle(pointers, depth, new Map([...decided, [first.pointer, branch]]))),
    );
  }

  function settle(pointers: readonly Pointer[], depth: number, decided: Decisions): Values {
    const facets = gather(schemas, pointers, decided);
    const nodes = nodesOf(facets);
    const types = typesOf(nodes, schemas.version);
    if (facets.impossible || types?.length === 0) return null;
    if (facets.undecided.length > 0) return union(pointers, depth, decided, facets);
    const listed = listedIn(nodes);
    if (listed !== null) {
      const usable = plain ? listed.filter((value) => value !== null) : listed;
      return usable.length === 0 ? null : fc.constantFrom(...usable);
    }
    const meant = types ?? [meantBy(nodes)].filter((type) => type !== undefined);
    if (meant.length === 0) return anything();
    return anyOf(
      fc,
      meant.map((type) => BY_TYPE[type]?.(facets, depth, decided) ?? null),
    );
  }

  function place(pointers: readonly Pointer[], depth: number): Values {
    if (pointers.length === 0) return anything();
    if (depth > DEEPEST) return null;
    const key = `${depth} ${pointers.join(' ')}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const values = settle(pointers, depth, UNDECIDED);
    made.set(key, values);
    return values;
  }

  return { of: (pointers, depth = 0) => place(pointers, depth), isForeign };
}
