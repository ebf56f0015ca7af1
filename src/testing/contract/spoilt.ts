import type { Arbitrary } from 'fast-check';
import type { Pointer, Schemas } from '../../document/operation.ts';
import { type Decisions, type Facets, gather } from '../../mock/facets.ts';
import { additionalOf, itemsOf, propertiesOf, requiredOf } from '../../mock/members.ts';
import { type Node, own } from '../../mock/node.ts';
import { typesOf } from '../../mock/types.ts';
import { segment } from '../../problem/pointer.ts';
import { boundsOf } from './numbers.ts';
import { anyOf, type FastCheck } from './sift.ts';
import { listedIn, type MakeValues, UNDECIDED } from './values.ts';

/** A value with one thing wrong with it. */
export interface Spoilt {
  readonly value: unknown;
  /** What is wrong, and where: `/name: too short`. */
  readonly what: string;
}

type Spoils = Arbitrary<Spoilt>;

export interface SpoiltOptions {
  readonly fc: FastCheck;
  readonly schemas: Schemas;
  readonly values: MakeValues;
}

/** Levels of members that are spoilt, branches of a union, and members of an object. */
const DEEPEST = 3;
const MOST_BRANCHES = 4;
const MOST_MEMBERS = 40;

/** Lengths beyond a limit that are sent to see it kept. */
const LONGEST = 5_000;
const MOST_ITEMS = 200;

const OF_TYPE: readonly (readonly [type: string, value: unknown])[] = [
  ['string', 'not-what-is-asked-for'],
  ['number', 0.5],
  ['boolean', true],
  ['object', { unexpected: true }],
  ['array', [{ unexpected: true }]],
  ['null', null],
];

const isOfType = (types: readonly string[], type: string): boolean => types.includes(type);

const nodesOf = ({ list }: Facets): readonly Node[] => list.map(({ node }) => node);

const numbersIn = (nodes: readonly Node[], name: string): readonly number[] =>
  nodes.map((node) => own(node, name)).filter((value) => typeof value === 'number');

const textsIn = (nodes: readonly Node[], name: string): readonly string[] =>
  nodes.map((node) => own(node, name)).filter((value) => typeof value === 'string');

/**
 * Values of some schemas with one thing wrong: another type, a value that is not listed, a bound overstepped, a pattern or a format broken, a
 * member missing or one too many, at any depth. They are probable; the check of the schema has the last word.
 */
export function createSpoilt({
  fc,
  schemas,
  values,
}: SpoiltOptions): (pointers: readonly Pointer[]) => Spoils | null {
  const say = (path: string, what: string): string => (path === '' ? what : `${path}: ${what}`);

  const these = (path: string, what: string, all: readonly unknown[]): Spoils | null =>
    all.length === 0 ? null : fc.constantFrom(...all).map((value) => ({ value, what: say(path, what) }));

  const ofOtherTypes = (path: string, types: readonly string[]): Spoils | null =>
    these(
      path,
      'of another type',
      OF_TYPE.filter(([type]) => !isOfType(types, type)).map(([, value]) => value),
    );

  const unlisted = (path: string, listed: readonly unknown[]): Spoils | null => {
    const [first] = listed;
    const others: readonly unknown[] =
      typeof first === 'number' ? [987_654_321, -1] : ['not-one-of-these', `${String(first)}x`];
    return these(path, 'not one of those listed', others);
  };

  const numbers = (path: string, nodes: readonly Node[], isInteger: boolean): readonly (Spoils | null)[] => {
    const { least, most, isOverLeast, isUnderMost, step } = boundsOf(nodes);
    const grain = Math.max(1, step);
    return [
      Number.isFinite(least)
        ? these(path, 'too small', [isOverLeast ? least : least - grain, least - 1000])
        : null,
      Number.isFinite(most)
        ? these(path, 'too large', [isUnderMost ? most : most + grain, most + 1000])
        : null,
      step > 0 ? these(path, 'no multiple', [step / 2, step * 1.5]) : null,
      isInteger ? these(path, 'no integer', [1.5, -0.25]) : null,
    ];
  };

  const texts = (path: string, nodes: readonly Node[]): readonly (Spoils | null)[] => {
    const least = Math.max(0, ...numbersIn(nodes, 'minLength'));
    const most = Math.min(Infinity, ...numbersIn(nodes, 'maxLength'));
    return [
      least > 0 ? these(path, 'too short', ['x'.repeat(least - 1)]) : null,
      most < LONGEST ? these(path, 'too long', ['x'.repeat(most + 1)]) : null,
      textsIn(nodes, 'pattern').length > 0
        ? these(path, 'against the pattern', ['', '~', 'no such text', '0', 'a b/c'])
        : null,
      textsIn(nodes, 'format').length > 0
        ? these(path, 'against the format', ['~', 'no such format', '0-0'])
        : null,
    ];
  };

  /** A whole value in which one part is another. */
  const within = (
    whole: Arbitrary<unknown> | null,
    part: Spoils | null,
    put: (whole: unknown, part: unknown) => unknown,
  ): Spoils | null =>
    whole === null || part === null
      ? null
      : fc.tuple(whole, part).map(([around, { value, what }]) => ({ value: put(around, value), what }));

  const changed = (
    whole: Arbitrary<unknown> | null,
    what: string,
    change: (value: unknown) => unknown,
  ): Spoils | null => whole?.map((value) => ({ value: change(value), what })) ?? null;

  const objects = (at: Place, facets: Facets): readonly (Spoils | null)[] => {
    const { pointers, path, depth } = at;
    const nodes = nodesOf(facets);
    const whole = values.of(pointers, depth);
    const named = propertiesOf(facets.list);
    const additional = additionalOf(facets.list);
    const required = [...requiredOf(facets.list)].filter(
      (name) => !values.isForeign(named.get(name) ?? additional),
    );
    const isClosed = nodes.some(
      (node) => own(node, 'additionalProperties') === false || own(node, 'unevaluatedProperties') === false,
    );
    const members = [...named].slice(0, MOST_MEMBERS).filter(([, own]) => !values.isForeign(own));
    return [
      anyOf(
        fc,
        required.map((name) =>
          changed(whole, say(path + segment(name), 'missing'), (value) =>
            Object.fromEntries(Object.entries(Object(value)).filter(([key]) => key !== name)),
          ),
        ),
      ),
      isClosed
        ? changed(whole, say(path, 'with a member that is not allowed'), (value) => ({
            ...Object(value),
            'not-declared': 1,
          }))
        : null,
      anyOf(
        fc,
        members.map(([name, own]) =>
          within(
            whole,
            inside({ pointers: own, path: path + segment(name), depth: depth + 1 }),
            (around, part) => ({
              ...Object(around),
              [name]: part,
            }),
          ),
        ),
      ),
    ];
  };

  const arrays = (at: Place, facets: Facets): readonly (Spoils | null)[] => {
    const { pointers, path, depth } = at;
    const nodes = nodesOf(facets);
    const whole = values.of(pointers, depth);
    const items = itemsOf(facets.list);
    const item = items.length === 0 ? null : values.of(items, depth + 1);
    const least = Math.max(0, ...numbersIn(nodes, 'minItems'));
    const most = Math.min(Infinity, ...numbersIn(nodes, 'maxItems'));
    const isUnique = nodes.some((node) => own(node, 'uniqueItems') === true);
    const many =
      item !== null && most < MOST_ITEMS
        ? fc.array(item, { minLength: most + 1, maxLength: most + 1 })
        : null;
    return [
      least > 0
        ? changed(whole, say(path, 'with too few items'), (value) => [value].flat().slice(0, least - 1))
        : null,
      many?.map((value) => ({ value, what: say(path, 'with too many items') })) ?? null,
      isUnique && item !== null
        ? changed(item, say(path, 'with an item twice'), (value) => [value, value])
        : null,
      items.length === 0
        ? null
        : within(whole, inside({ pointers: items, path: `${path}/0`, depth: depth + 1 }), (around, part) => [
            part,
            ...[around].flat().slice(1),
          ]),
    ];
  };

  function ofTypes(at: Place, facets: Facets, types: readonly string[]): readonly (Spoils | null)[] {
    const nodes = nodesOf(facets);
    return types.flatMap((type) => {
      if (type === 'object') return objects(at, facets);
      if (type === 'array') return arrays(at, facets);
      if (type === 'string') return texts(at.path, nodes);
      return type === 'integer' || type === 'number' ? numbers(at.path, nodes, type === 'integer') : [];
    });
  }

  interface Place {
    readonly pointers: readonly Pointer[];
    readonly path: string;
    readonly depth: number;
  }

  function settle(at: Place, decided: Decisions): readonly (Spoils | null)[] {
    const facets = gather(schemas, at.pointers, decided);
    const nodes = nodesOf(facets);
    const types = typesOf(nodes, schemas.version);
    if (facets.impossible) return [];
    const [union] = facets.undecided;
    if (union !== undefined && decided.size < DEEPEST) {
      const branches = union.branches.slice(0, MOST_BRANCHES);
      return branches.flatMap((branch) => settle(at, new Map([...decided, [union.pointer, branch]])));
    }
    const listed = listedIn(nodes);
    return [
      types === null ? null : ofOtherTypes(at.path, types.includes('integer') ? [...types, 'number'] : types),
      ...(listed === null ? ofTypes(at, facets, types ?? []) : [unlisted(at.path, listed)]),
    ];
  }

  const inside = (at: Place): Spoils | null =>
    at.depth > DEEPEST || at.pointers.length === 0 ? null : anyOf(fc, settle(at, UNDECIDED));

  return (pointers) => inside({ pointers, path: '', depth: 0 });
}
