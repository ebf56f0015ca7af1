import type { Asked } from './asked-schemas.ts';
import type { Pointer } from './document/operation.ts';
import { type CheckCode, type Chosen, calledBy } from './schema/write-checks.ts';

/** Checks of one direction in a part. */
interface PartChecks {
  readonly roots: Record<Pointer, CheckCode['roots'][string]>;
  readonly chosen: { readonly [Pass in keyof Chosen]: Set<number> };
}

/** Checks that are loaded together, by direction. */
export type Part = Readonly<Record<keyof Checks, PartChecks>>;

/** Checks of a document; null of answers where those are not asked for. */
export interface Checks {
  readonly requests: CheckCode;
  readonly responses: CheckCode | null;
}

/** Something that stands in one part, and that others may need. */
interface Item {
  readonly key: string;
  readonly size: number;
  /** What it stands beside, which is placed already; undefined where it may stand anywhere. */
  readonly beside?: string;
  put(part: Part): void;
}

/** Characters of code in a part. Few operations need more than one or two, and none is worth a file of its own. */
const LIMIT = 64 * 1024;

const createPart = (): Part => {
  const createChecks = (): PartChecks => ({
    roots: {},
    chosen: { quick: new Set(), thorough: new Set() },
  });
  return { requests: createChecks(), responses: createChecks() };
};

/** A function, and all that it leads to. */
function reach(functions: readonly string[], start: number): ReadonlySet<number> {
  const met = new Set([start]);
  for (const number of met) for (const called of calledBy(functions[number] ?? '')) met.add(called);
  return met;
}

/** All that the check of a schema is made of. */
function compileItemsOf(checks: Checks): (direction: keyof Checks, pointer: Pointer) => readonly Item[] {
  const known = new Map<string, readonly Item[]>();

  const read = (direction: keyof Checks, pointer: Pointer): readonly Item[] => {
    const code = checks[direction];
    const root = code?.roots[pointer];
    if (code === null || root === undefined) return [];
    const first: Item = {
      key: `${direction} ${pointer}`,
      size: pointer.length,
      put: (part) => {
        part[direction].roots[pointer] = root;
      },
    };
    if (typeof root === 'string') return [first];
    const nameOf = (pass: keyof Chosen, number: number): string => `${direction} ${pass} ${number}`;
    const functions = (['quick', 'thorough'] as const).flatMap((pass, index) =>
      [...reach(code[pass], root[index] ?? 0)].map(
        (number): Item => ({
          key: nameOf(pass, number),
          size: code[pass][number]?.length ?? 0,
          put: (part) => part[direction].chosen[pass].add(number),
        }),
      ),
    );
    // Many schemas have one function: whoever needs it needs no other part to find out.
    return [...functions, { ...first, beside: nameOf('quick', root[0]) }];
  };

  return (direction, pointer) => {
    const key = `${direction} ${pointer}`;
    const items = known.get(key) ?? read(direction, pointer);
    known.set(key, items);
    return items;
  };
}

/** Checks in parts, and the numbers of those that each operation needs. */
export interface Plan {
  readonly parts: readonly Part[];
  readonly needs: readonly (readonly number[])[];
}

/** Parts the checks of operations so that an operation finds its own in few parts: what is first needed together stands together. */
export function planParts(operations: readonly Asked[], checks: Checks): Plan {
  const itemsOf = compileItemsOf(checks);
  const parts: Part[] = [];
  const places = new Map<string, number>();
  let left = 0;

  const place = ({ key, size, beside = '', put }: Item): number => {
    const known = places.get(key);
    if (known !== undefined) return known;
    const at = places.get(beside);
    if (at !== undefined) {
      put(parts[at] ?? createPart());
      places.set(key, at);
      return at;
    }
    if (left <= 0) {
      parts.push(createPart());
      left = LIMIT;
    }
    left -= size;
    put(parts.at(-1) ?? createPart());
    places.set(key, parts.length - 1);
    return parts.length - 1;
  };

  const needs = operations.map((asked) => {
    const items = (['requests', 'responses'] as const).flatMap((direction) =>
      asked[direction].flatMap((pointer) => itemsOf(direction, pointer)),
    );
    return [...new Set(items.map(place))];
  });
  return { parts, needs };
}
