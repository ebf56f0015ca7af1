import type { Pointer } from '../document/operation.ts';
import type { Loops } from './loops.ts';
import type { Names } from './names.ts';
import type { SchemaTypes, SchemaTypesOptions } from './schema-types.ts';
import type { Side, Sides } from './side.ts';
import { keyOf, lookUp, textOf } from './text.ts';

/** A side whose schemas have names. */
type NamedSide = 'client' | 'request' | 'answer';

/** Interfaces of the output that hold the schemas of a side. */
const ROOTS: Readonly<Record<NamedSide, readonly [root: string, ...names: readonly string[]]>> = {
  client: ['components', 'schemas'],
  request: ['received'],
  answer: ['answered'],
};

/** Calls schemas by their names, and remembers which have to be declared. */
export interface Declarations {
  readonly nameOf: SchemaTypesOptions['nameOf'];
  /** Members that declare all schemas of a side that were named, and those that these name. */
  readonly membersOf: (side: NamedSide, types: SchemaTypes) => readonly string[];
  /** Declarations of types that TypeScript takes only under a name of their own. */
  readonly aliases: () => readonly string[];
}

export interface DeclarationsOptions {
  readonly names: Names;
  readonly sides: Sides;
  readonly loops: Loops;
}

export function createDeclarations({ names, sides, loops }: DeclarationsOptions): Declarations {
  const asked = { request: new Set<Pointer>(), answer: new Set<Pointer>() };
  const identifiers = new Map<string, string>();
  const aliases: string[] = [];

  const sideOf = (pointer: Pointer, side: Side): NamedSide =>
    (side === 'request' || side === 'answer') && sides.differs(pointer, side) ? side : 'client';

  const identifierOf = (pointer: Pointer, side: NamedSide): string => {
    const key = `${side} ${pointer}`;
    const before = identifiers.get(key);
    if (before !== undefined) return before;
    const plain = `${ROOTS[side].at(-1)}_${names.of(pointer).replace(/\W+/g, '_')}`;
    const isTaken = [...identifiers.values()].includes(plain);
    const identifier = isTaken ? `${plain}_${identifiers.size}` : plain;
    identifiers.set(key, identifier);
    return identifier;
  };

  const nameOf: Declarations['nameOf'] = (pointer, side, isWithin) => {
    const own = sideOf(pointer, side);
    if (own !== 'client') asked[own].add(pointer);
    const [root, ...path] = ROOTS[own];
    return isWithin ? identifierOf(pointer, own) : lookUp(root, ...path, names.of(pointer));
  };

  const declare = (pointer: Pointer, side: NamedSide, types: SchemaTypes): string => {
    const type = textOf(types.declare(pointer, side));
    if (!loops.areTied(pointer, pointer)) return type;
    const identifier = identifierOf(pointer, side);
    aliases.push(`type ${identifier} = ${type};`);
    return identifier;
  };

  const membersOf: Declarations['membersOf'] = (side, types) => {
    // More are asked for while these are declared, and are declared as well: maps and sets are gone through to their end.
    return Array.from(
      side === 'client' ? names.all.values() : asked[side],
      (pointer) => `${types.remarkOf(pointer)}${keyOf(names.of(pointer))}: ${declare(pointer, side, types)}`,
    );
  };

  return { nameOf, membersOf, aliases: () => aliases };
}
