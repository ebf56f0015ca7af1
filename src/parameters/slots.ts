import type { Shape } from '../document/operation.ts';
import { alternativesOf, type ObjectShape } from './alternatives.ts';
import { type Field, isSpread } from './wire.ts';

/** Raw text by slot: one slot for each thing that the document declares, undefined where nothing was sent. */
export type Raws = (string | string[] | undefined)[];

/** Where the pairs of a query string, a form or a cookie field belong. */
export interface Slots {
  /** Of values that have a name of their own. */
  readonly named: ReadonlyMap<string, number>;
  /** Puts a pair into its slot. False where nothing of that name is declared. */
  readonly place: (raws: Raws, name: string, value: string) => boolean;
}

/** Something that the document declares, and how its pairs are told. */
export interface Declared {
  readonly name: string;
  /** By its name, by the names of its properties, by its name and brackets, or not by pairs at all. */
  readonly place: 'named' | 'spread' | 'deep' | 'whole';
  /** Of `spread`: whose properties. */
  readonly object: ObjectShape | null;
}

/** An object without a name of its own is told by its properties; one that may also be a text goes by its name. */
export function declare(field: Pick<Field, 'name' | 'style' | 'explode'>, shape: Shape): Declared {
  const { scalars, array, object } = alternativesOf(shape);
  if (field.style === 'deepObject') return { name: field.name, place: 'deep', object };
  const spreads = isSpread(field) && array === null && scalars.length === 0;
  return { name: field.name, place: spreads && object !== null ? 'spread' : 'named', object };
}

export function addOccurrence(raws: Raws, index: number, value: string): void {
  const before = raws[index];
  if (before === undefined) raws[index] = value;
  else if (typeof before === 'string') raws[index] = [before, value];
  else before.push(value);
}

function addMember(raws: Raws, index: number, key: string, value: string): void {
  const before = raws[index];
  if (Array.isArray(before)) before.push(key, value);
  else raws[index] = [key, value];
}

/** Names that objects without a name of their own take. The first object that declares a name has it. */
function spreadNames(declared: readonly Declared[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  declared.forEach(({ place, object }, index) => {
    if (place !== 'spread') return;
    for (const name of object?.properties.keys() ?? []) if (!names.has(name)) names.set(name, index);
  });
  return names;
}

/** Whether an object takes names that nothing else declares: its schema says so, or names no property at all. */
const isOpen = ({ place, object }: Declared): boolean =>
  place === 'spread' &&
  object !== null &&
  (object.additional ? true : object.additional === null && object.properties.size === 0);

const indexes = (declared: readonly Declared[], place: Declared['place']): ReadonlyMap<string, number> =>
  new Map(declared.flatMap((one, index) => (one.place === place ? [[one.name, index] as const] : [])));

/** `filter[price]` belongs to `filter`. */
function compilePlaceDeep(declared: readonly Declared[]): Slots['place'] {
  const deep = indexes(declared, 'deep');
  if (deep.size === 0) return () => false;
  return (raws, name, value) => {
    const bracket = name.indexOf('[');
    const index = deep.get(bracket === -1 ? name : name.slice(0, bracket));
    if (index === undefined) return false;
    addMember(raws, index, bracket === -1 ? '' : name.slice(bracket), value);
    return true;
  };
}

export function compileSlots(declared: readonly Declared[]): Slots {
  const named = indexes(declared, 'named');
  const members = spreadNames(declared);
  const placeDeep = compilePlaceDeep(declared);
  const open = declared.findIndex(isOpen);
  const place: Slots['place'] = (raws, name, value) => {
    const index = named.get(name);
    if (index !== undefined) {
      addOccurrence(raws, index, value);
      return true;
    }
    const owner = members.get(name);
    if (owner === undefined && placeDeep(raws, name, value)) return true;
    if ((owner ?? open) === -1) return false;
    addMember(raws, owner ?? open, name, value);
    return true;
  };
  return { named, place };
}
