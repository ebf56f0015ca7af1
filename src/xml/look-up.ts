import { encodeName, isNamed, type SentName, toUsual, type XmlName } from './names.ts';
import type { Outline, OutlineOf } from './outline.ts';
import { type Slot, slotsOf } from './slots.ts';

/** A slot, and the groups around it, outermost first. */
export interface Place {
  readonly path: readonly string[];
  readonly slot: Slot;
}

/** Finds what the nodes of an element are to its object. */
export interface LookUp {
  readonly element: (sent: SentName) => Place | undefined;
  readonly attribute: (sent: SentName) => Place | undefined;
  readonly text: Place | undefined;
}

type Named = readonly [XmlName, Place];

const group = (named: readonly Named[]): ReadonlyMap<string, readonly Named[]> => {
  const byName = new Map<string, Named[]>();
  for (const [name, place] of named)
    byName.set(name.local, [...(byName.get(name.local) ?? []), [name, place]]);
  return byName;
};

/** The first place of that name. */
function compileFind(named: readonly Named[]): (sent: SentName) => Place | undefined {
  if (named.length === 0) return () => undefined;
  const byName = group(named);
  return (sent) => {
    const found = byName.get(sent.local) ?? byName.get(toUsual(sent.local));
    return found?.find(([name]) => isNamed(name, sent))?.[1];
  };
}

const namesOf = (place: Place): Named => [place.slot.name, place];

const ownNamesOf = (place: Place): Named => [
  { ...place.slot.name, local: encodeName(place.slot.property) },
  place,
];

function placesOf(
  outline: Outline,
  outlineOf: OutlineOf,
  path: readonly string[],
  trail: readonly Outline[],
): readonly Place[] {
  return slotsOf(outline, outlineOf, trail).flatMap((slot): readonly Place[] =>
    slot.kind === 'group'
      ? placesOf(slot.value, outlineOf, [...path, slot.property], [...trail, outline])
      : [{ path, slot }],
  );
}

/** Puts together, once for each outline, where its properties are found. */
export function createLookUpOf(outlineOf: OutlineOf): (outline: Outline) => LookUp {
  const known = new WeakMap<Outline, LookUp>();

  const compile = (outline: Outline): LookUp => {
    const places = placesOf(outline, outlineOf, [], []);
    const of = (...kinds: readonly Slot['kind'][]): readonly Place[] =>
      places.filter(({ slot }) => kinds.includes(slot.kind));
    const elements = of('element', 'list');
    const shared = elements.filter(({ slot }) => slot.isNameShared);
    return {
      element: compileFind([...elements.map(namesOf), ...shared.map(ownNamesOf)]),
      attribute: compileFind(of('attribute').map(namesOf)),
      text: places.find(({ slot }) => slot.kind === 'text' || slot.kind === 'cdata'),
    };
  };

  return (outline) => {
    const lookUp = known.get(outline) ?? compile(outline);
    known.set(outline, lookUp);
    return lookUp;
  };
}
