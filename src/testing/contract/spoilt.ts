import type { Arbitrary } from 'fast-check';
import type { Pointer, Schemas } from '../../document/operation.ts';
import { type Decisions, type Facets, gather } from '../../mock/facets.ts';
import { additionalOf, itemsOf, propertiesOf, requiredOf } from '../../mock/members.ts';
import { typesOf } from '../../mock/types.ts';
import { segment } from '../../problem/pointer.ts';
import { isClosed, isUnique, listedIn, nodesOf, numbersIn } from './keywords.ts';
import { isForeign, UNDECIDED } from './making.ts';
import { anyOf, type FastCheck } from './sift.ts';
import { unlisted, type Wrong, wrongNumbers, wrongTexts, wrongTypes } from './spoilt-scalars.ts';
import type { MakeValues } from './values.ts';

/** A value with one thing wrong with it. */
export interface Spoilt {
  readonly value: unknown;
  /** What is wrong, and where: `/name: too short`. */
  readonly what: string;
}

type Spoils = Arbitrary<Spoilt> | null;

/** A value within a whole. */
interface Place {
  readonly pointers: readonly Pointer[];
  readonly path: string;
  readonly depth: number;
}

export interface SpoiltOptions {
  readonly fc: FastCheck;
  readonly schemas: Schemas;
  readonly values: MakeValues;
}

/** Levels of members that are spoilt, branches of a union, and members of an object. */
const DEEPEST = 3;
const MOST_BRANCHES = 4;
const MOST_MEMBERS = 40;

/** Items beyond a limit that are sent to see it kept. */
const MOST_ITEMS = 200;

const say = (path: string, what: string): string => (path === '' ? what : `${path}: ${what}`);

const without = (value: unknown, name: string): unknown =>
  Object.fromEntries(Object.entries(Object(value)).filter(([key]) => key !== name));

/**
 * Values of some schemas with one thing wrong: another type, a value that is not listed, a bound overstepped, a pattern or a format broken, a
 * member missing or one too many, at any depth. They are probable; the check of the schema has the last word.
 */
export function createSpoilt({
  fc,
  schemas,
  values,
}: SpoiltOptions): (pointers: readonly Pointer[]) => Spoils {
  const these = (path: string, [what, ...all]: Wrong): Spoils =>
    all.length === 0 ? null : fc.constantFrom(...all).map((value) => ({ value, what: say(path, what) }));

  const changed = (
    whole: Arbitrary<unknown> | null,
    what: string,
    change: (value: unknown) => unknown,
  ): Spoils => whole?.map((value) => ({ value: change(value), what })) ?? null;

  /** A whole value in which one part is another. */
  const within = (
    whole: Arbitrary<unknown> | null,
    part: Spoils,
    put: (whole: unknown, part: unknown) => unknown,
  ): Spoils =>
    whole === null || part === null
      ? null
      : fc.tuple(whole, part).map(([around, { value, what }]) => ({ value: put(around, value), what }));

  const memberOf = ({ path, depth }: Place, pointers: readonly Pointer[], name: string | number): Spoils =>
    inside({ pointers, path: path + segment(name), depth: depth + 1 });

  const objects = (at: Place, facets: Facets): readonly Spoils[] => {
    const whole = values(at.pointers, at.depth);
    const named = propertiesOf(facets.list);
    const additional = additionalOf(facets.list);
    const isOurs = (name: string): boolean => !isForeign(schemas, named.get(name) ?? additional);
    const missing = [...requiredOf(facets.list)]
      .filter(isOurs)
      .map((name) =>
        changed(whole, say(at.path + segment(name), 'missing'), (value) => without(value, name)),
      );
    const wrong = [...named]
      .slice(0, MOST_MEMBERS)
      .filter(([name]) => isOurs(name))
      .map(([name, pointers]) =>
        within(whole, memberOf(at, pointers, name), (around, part) => ({ ...Object(around), [name]: part })),
      );
    const extra = changed(whole, say(at.path, 'with a member that is not allowed'), (value) => ({
      ...Object(value),
      'not-declared': 1,
    }));
    return [anyOf(fc, missing), anyOf(fc, wrong), isClosed(nodesOf(facets)) ? extra : null];
  };

  const arrays = (at: Place, facets: Facets): readonly Spoils[] => {
    const nodes = nodesOf(facets);
    const whole = values(at.pointers, at.depth);
    const items = itemsOf(facets.list);
    const item = items.length === 0 ? null : values(items, at.depth + 1);
    const least = Math.max(0, ...numbersIn(nodes, 'minItems'));
    const most = Math.min(Infinity, ...numbersIn(nodes, 'maxItems'));
    const few = changed(whole, say(at.path, 'with too few items'), (value) =>
      [value].flat().slice(0, Math.max(0, least - 1)),
    );
    const many =
      item === null || most >= MOST_ITEMS
        ? null
        : fc.array(item, { minLength: most + 1, maxLength: most + 1 });
    const twice = changed(item, say(at.path, 'with an item twice'), (value) => [value, value]);
    const wrong = within(whole, items.length === 0 ? null : memberOf(at, items, 0), (around, part) => [
      part,
      ...[around].flat().slice(1),
    ]);
    return [
      least > 0 ? few : null,
      changed(many, say(at.path, 'with too many items'), (value) => value),
      isUnique(nodes) ? twice : null,
      wrong,
    ];
  };

  function ofType(at: Place, facets: Facets, type: string): readonly Spoils[] {
    const nodes = nodesOf(facets);
    if (type === 'object') return objects(at, facets);
    if (type === 'array') return arrays(at, facets);
    if (type === 'string') return wrongTexts(nodes).map((wrong) => these(at.path, wrong));
    return type === 'integer' || type === 'number'
      ? wrongNumbers(nodes, type === 'integer').map((wrong) => these(at.path, wrong))
      : [];
  }

  function settle(at: Place, decided: Decisions): readonly Spoils[] {
    const facets = gather(schemas, at.pointers, decided);
    if (facets.impossible) return [];
    const [union] = facets.undecided;
    if (union !== undefined && decided.size < DEEPEST) {
      const branches = union.branches.slice(0, MOST_BRANCHES);
      return branches.flatMap((branch) => settle(at, new Map([...decided, [union.pointer, branch]])));
    }
    const nodes = nodesOf(facets);
    const types = typesOf(nodes, schemas.version);
    const listed = listedIn(nodes);
    return [
      types === null ? null : these(at.path, wrongTypes(types)),
      ...(listed === null
        ? (types ?? []).flatMap((type) => ofType(at, facets, type))
        : [these(at.path, unlisted(listed))]),
    ];
  }

  const inside = (at: Place): Spoils =>
    at.depth > DEEPEST || at.pointers.length === 0 ? null : anyOf(fc, settle(at, UNDECIDED));

  return (pointers) => inside({ pointers, path: '', depth: 0 });
}
