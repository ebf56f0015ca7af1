import type { Pointer, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import { discriminatorsOf } from './discriminator.ts';
import { type Decisions, type Facet, type Facets, gather } from './facets.ts';
import { knownValue } from './known.ts';
import { LIMITS } from './limits.ts';
import { additionalOf, itemsOf, prefixOf, propertiesOf, requiredOf } from './members.ts';
import { type Node, nodeOf, own, throughReferences } from './node.ts';
import { lengthsOf } from './text.ts';
import { meantBy, typesOf } from './types.ts';
import { unfoldNumber, unfoldText } from './unfold-scalar.ts';

/** How often a place of the value, named by its pointer, turned out not to fit: the more often, the less is tried there. */
export type Misfits = ReadonlyMap<string, number>;

/** No schema: what leads back to itself, or too deep, or fits nothing; or what is kept for requests. */
type None = 'none' | 'kept';

type Unfolded = Node | None;

/** A value to be made up. */
interface Place {
  /** Schemas that it has to fit. */
  readonly schemas: readonly Pointer[];
  /** Pointer of the value. */
  readonly path: string;
  readonly depth: number;
  /** Schemas of the values around it. */
  readonly around: ReadonlySet<string>;
  /** Whether examples are passed over, because they were found not to fit. */
  readonly plain: boolean;
}

const UNDECIDED: Decisions = new Map();

/** From the third misfit on a place is left empty. */
const GIVEN_UP = 3;

const isNone = (unfolded: Unfolded): unfolded is None => typeof unfolded === 'string';

const nodesOf = (facets: readonly Facet[]): readonly Node[] => facets.map(({ node }) => node);

/**
 * Makes, of the schema at a pointer, one that openapi-sampler can take as it is: without references, circles, unions and joins,
 * and bounded whatever the document holds. `none` where no value can be made up.
 */
export function unfold(schemas: Schemas, pointer: Pointer, misfits: Misfits = new Map()): Node | 'none' {
  let count = 0;

  const missesAt = (path: string): number => misfits.get(path) ?? 0;

  const isPlain = (place: Place): boolean => place.plain || missesAt(place.path) > 0;

  const within = (place: Place, of: readonly Pointer[], name: string | number): Place => ({
    schemas: of,
    path: memberOf(place.path, name),
    depth: place.depth + 1,
    around: place.around,
    plain: place.plain || missesAt(place.path) > 1,
  });

  const isLean = ({ path, depth }: Place): boolean =>
    depth >= LIMITS.depth || count > LIMITS.schemas || missesAt(path) >= GIVEN_UP;

  function unfoldObject(place: Place, { list, ...rest }: Facets, decided: Decisions): Unfolded {
    const nodes = nodesOf(list);
    const required = requiredOf(list);
    const named = propertiesOf(list);
    const additional = additionalOf(list);
    const fixed = discriminatorsOf(schemas, { list, ...rest }, decided);
    const properties: Record<string, Node> = {};
    const lean = isLean(place);
    for (const name of new Set([...named.keys(), ...required])) {
      const isNeeded = required.has(name);
      const member = within(place, named.get(name) ?? additional, name);
      if (name === '__proto__' || (!isNeeded && (lean || missesAt(member.path) >= GIVEN_UP))) continue;
      const unfolded = unfoldMember(member, fixed.get(name));
      if (unfolded === 'none' && isNeeded) return 'none';
      if (!isNone(unfolded)) properties[name] = unfolded;
    }
    const isMap = named.size === 0 && required.size === 0 && !lean;
    const free = isMap ? unfoldFree(place, nodes, additional) : 'none';
    const { most } = lengthsOf(nodes, 'minProperties', 'maxProperties', LIMITS.items);
    return {
      type: 'object',
      properties,
      required: [...required],
      ...(!isNone(free) && { additionalProperties: free }),
      ...(most < Infinity && { maxProperties: most }),
    };
  }

  /** A property that tells schemas apart holds a name, unless its own schema knows better. */
  function unfoldMember(member: Place, name: string | undefined): Unfolded {
    if (name === undefined) return unfoldPlace(member);
    const { list } = gather(schemas, member.schemas, UNDECIDED);
    const value = knownValue(
      [...list, { pointer: '', node: { const: name }, joined: true }],
      schemas.version,
      false,
    );
    return value === undefined ? unfoldPlace(member) : { example: value };
  }

  /** Members of a map, whose names nobody says. */
  function unfoldFree(place: Place, nodes: readonly Node[], additional: readonly Pointer[]): Unfolded {
    const isNamed = nodes.some(
      (node) => own(node, 'patternProperties') !== undefined || own(node, 'propertyNames') !== undefined,
    );
    const isOpen = additional.some((at) => Object.keys(schemas.at(at) ?? {}).length > 0);
    return isNamed || !isOpen ? 'none' : unfoldPlace(within(place, additional, 'property1'));
  }

  function unfoldArray(place: Place, { list }: Facets): Unfolded {
    const { least, most } = lengthsOf(nodesOf(list), 'minItems', 'maxItems', LIMITS.items);
    const prefix = prefixOf(list);
    const length = Math.min(most, Math.max(least, prefix.length, isLean(place) ? 0 : 1));
    const items: Node[] = [];
    const rest = itemsOf(list);
    for (let index = 0; index < length; index += 1) {
      const item = prefix[index] ?? rest;
      if (item.length === 0 && index >= least) break;
      const unfolded = unfoldPlace(within(place, item, index < prefix.length ? index : 0));
      if (isNone(unfolded) && index < least) return 'none';
      if (isNone(unfolded)) break;
      items.push(unfolded);
    }
    return items.length === 0 ? { example: [] } : { type: 'array', prefixItems: items };
  }

  const BY_TYPE: Readonly<Record<string, (place: Place, facets: Facets, decided: Decisions) => Unfolded>> = {
    object: unfoldObject,
    array: unfoldArray,
    string: (_, { list }) => unfoldText(nodesOf(list)),
    file: () => ({ type: 'string' }),
    integer: (_, { list }) => unfoldNumber(nodesOf(list), 'integer'),
    number: (_, { list }) => unfoldNumber(nodesOf(list), 'number'),
    boolean: () => ({ type: 'boolean' }),
    null: () => ({ example: null }),
  };

  /** The first branch that comes to something; another one where the first did not fit. */
  function unfoldUnion(place: Place, facets: Facets, decided: Decisions): Unfolded {
    const [union] = facets.undecided;
    const branches = (union?.branches ?? []).toSorted((a, b) => isNull(a) - isNull(b));
    const turn = Math.max(0, missesAt(place.path) - 1) % Math.max(1, branches.length);
    for (const branch of [...branches.slice(turn), ...branches.slice(0, turn)]) {
      const unfolded = settle(place, new Map([...decided, [union?.pointer ?? '', branch]]));
      if (!isNone(unfolded)) return unfolded;
    }
    return 'none';
  }

  /** Nothing is a poor sample of anything. */
  const isNull = (at: Pointer): number => Number(own(nodeOf(schemas.at(at)), 'type') === 'null');

  function settle(place: Place, decided: Decisions): Unfolded {
    if (count > LIMITS.mostSchemas || place.depth > LIMITS.mostDepth) return 'none';
    const facets = gather(schemas, place.schemas, decided);
    count += facets.pointers.size;
    const nodes = nodesOf(facets.list);
    if (nodes.some((node) => own(node, 'writeOnly') === true)) return 'kept';
    const types = typesOf(nodes, schemas.version);
    if (facets.impossible || types?.length === 0) return 'none';
    const known = knownValue(facets.list, schemas.version, !isPlain(place));
    if (known !== undefined) return { example: known };
    if (facets.undecided.length > 0) return unfoldUnion(place, facets, decided);
    const type = types?.find((name) => name !== 'null') ?? types?.[0] ?? meantBy(nodes) ?? '';
    return BY_TYPE[type]?.(place, facets, decided) ?? {};
  }

  /** The schemas that a place begins with, through references: every circle comes by the same ones again. */
  const beginningOf = (place: Place): string =>
    place.schemas.map((at) => throughReferences(schemas, at)).join(' ');

  function unfoldPlace(place: Place): Unfolded {
    if (place.schemas.length === 0) return {};
    const beginning = beginningOf(place);
    if (place.around.has(beginning)) return 'none';
    return settle({ ...place, around: new Set([...place.around, beginning]) }, UNDECIDED);
  }

  const unfolded = unfoldPlace({
    schemas: [pointer],
    path: '',
    depth: 0,
    around: new Set(),
    plain: false,
  });
  return unfolded === 'kept' ? 'none' : unfolded;
}
