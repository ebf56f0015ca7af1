import type { Arbitrary } from 'fast-check';
import type { Pointer } from '../../document/operation.ts';
import { type Decisions, type Facets, gather } from '../../mock/facets.ts';
import { meantBy, typesOf } from '../../mock/types.ts';
import { createArrays } from './arrays.ts';
import { listedIn, nodesOf } from './keywords.ts';
import { DEEPEST, type Making, UNDECIDED, type Values } from './making.ts';
import { numbersOf } from './numbers.ts';
import { createObjects } from './objects.ts';
import { anyOf } from './sift.ts';
import { createTexts } from './texts.ts';

/** Branches of one union, and decisions about unions within unions. */
const MOST_BRANCHES = 12;
const MOST_DECIDED = 12;

/** Values that fit all of some schemas, probably: the check of the schema has the last word. */
export type MakeValues = (pointers: readonly Pointer[], depth?: number) => Values;

/** Makes values of a document's schemas as they are sent in requests: nothing that is `readOnly`, circles cut where they may be. */
export function createMakeValues({
  fc,
  schemas,
  plain,
}: Pick<Making, 'fc' | 'schemas' | 'plain'>): MakeValues {
  const made = new Map<string, Values>();
  const texts = createTexts(fc, plain);
  const anyText = (): Arbitrary<string> => texts([]) ?? fc.constant('text');

  const anything = (): Arbitrary<unknown> =>
    plain
      ? anyText()
      : fc.oneof(
          anyText(),
          fc.integer({ min: -1000, max: 1000 }),
          fc.boolean(),
          fc.constantFrom({}, [], { a: 1 }, [1]),
        );

  /** What holds at the same schemas in the same depth is made once, so that even circles come to an end. */
  const place = (pointers: readonly Pointer[], depth: number): Values => {
    if (pointers.length === 0) return anything();
    if (depth > DEEPEST) return null;
    const key = `${depth} ${pointers.join(' ')}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const values = settle(pointers, depth, UNDECIDED);
    made.set(key, values);
    return values;
  };

  const making: Making = { fc, schemas, plain, place, anything, texts };
  const BY_TYPE: Readonly<Record<string, (facets: Facets, depth: number, decided: Decisions) => Values>> = {
    object: createObjects(making),
    array: createArrays(making),
    string: (facets) => texts(nodesOf(facets)),
    file: anyText,
    integer: (facets) => numbersOf(fc, nodesOf(facets), true),
    number: (facets) => numbersOf(fc, nodesOf(facets), false),
    boolean: () => fc.boolean(),
    null: () => (plain ? null : fc.constant(null)),
  };

  function ofUnion(pointers: readonly Pointer[], depth: number, decided: Decisions, facets: Facets): Values {
    const [union] = facets.undecided;
    if (union === undefined || decided.size > MOST_DECIDED) return null;
    const branches = union.branches.slice(0, MOST_BRANCHES);
    return anyOf(
      fc,
      branches.map((branch) => settle(pointers, depth, new Map([...decided, [union.pointer, branch]]))),
    );
  }

  const ofList = (listed: readonly unknown[]): Values => {
    const usable = plain ? listed.filter((value) => value !== null) : listed;
    return usable.length === 0 ? null : fc.constantFrom(...usable);
  };

  function settle(pointers: readonly Pointer[], depth: number, decided: Decisions): Values {
    const facets = gather(schemas, pointers, decided);
    const nodes = nodesOf(facets);
    const types = typesOf(nodes, schemas.version);
    if (facets.impossible || types?.length === 0) return null;
    if (facets.undecided.length > 0) return ofUnion(pointers, depth, decided, facets);
    const listed = listedIn(nodes);
    if (listed !== null) return ofList(listed);
    const meant = types ?? [meantBy(nodes)].filter((type) => type !== undefined);
    if (meant.length === 0) return anything();
    return anyOf(
      fc,
      meant.map((type) => BY_TYPE[type]?.(facets, depth, decided) ?? null),
    );
  }

  return (pointers, depth = 0) => place(pointers, depth);
}
