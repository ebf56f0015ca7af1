import type { Pointer, Schemas } from '../document/operation.ts';
import { isOlderAt } from './dialect.ts';
import { compileForeign, type Direction } from './direction.ts';
import { compileDispatch } from './dispatch.ts';
import { compileEnter, type Enter, NO_SCOPE, type Scope } from './dynamic-scope.ts';
import { compileInheritance, NOBODY } from './inheritance.ts';
import { NO_NAMES, type Place } from './keywords.ts';
import { isNode, type JsonSchema } from './node.ts';
import { compileWalk } from './translate.ts';

/** A translated schema, and the keys of the schemas that it refers to. */
export interface Translated {
  readonly schema: JsonSchema;
  readonly references: ReadonlySet<string>;
}

/** The document's schemas as one direction sees them, each translated once, when it is first asked for. */
export interface View {
  /** A short name for the schema at a pointer, so that no text of the document becomes a name in generated code. */
  keyOf(pointer: Pointer): string;
  translated(key: string): Translated;
}

export interface ViewOptions {
  isFormat(name: string): boolean;
  /** Whether a property that travels the other way is refused. */
  readonly refuses: boolean;
}

export const createView = (
  schemas: Schemas,
  direction: Direction,
  { isFormat, refuses }: ViewOptions,
): View => {
  const enter: Enter = schemas.version < '3.1' ? () => NO_SCOPE : compileEnter(schemas);
  const foreign = compileForeign(schemas, direction);
  const inheritance = compileInheritance(schemas);
  const dispatchOf = compileDispatch(schemas, inheritance);
  const keys = new Map<string, string>();
  const places = new Map<string, Place>();
  const done = new Map<string, Translated>();

  const keyIn = (outer: Scope, pointer: Pointer, bare: ReadonlySet<Pointer>): string => {
    const scope = enter(outer, pointer);
    const passed = inheritance.passOn(bare, pointer);
    const name = `${scope.key} ${passed.length === 0 ? '' : JSON.stringify(passed)} ${pointer}`;
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = `s${keys.size}`;
    keys.set(name, key);
    places.set(key, {
      pointer,
      scope,
      foreign: NO_NAMES,
      bare: passed.length === 0 ? NOBODY : new Set(passed),
      older: false,
    });
    return key;
  };

  const targetOf = ({ pointer }: Place, reference: string): Pointer => {
    const target = schemas.target(pointer, reference);
    if (target === undefined) throw new Error(`The reference ${reference} at ${pointer} leads nowhere.`);
    return target;
  };

  const dynamicTargetOf = (place: Place, reference: string): Pointer => {
    const target = targetOf(place, reference);
    const anchor = reference.slice(reference.indexOf('#') + 1);
    const node = schemas.at(target);
    const isDynamic = isNode(node) && node['$dynamicAnchor'] === anchor;
    return (isDynamic ? place.scope.anchors.get(anchor) : undefined) ?? target;
  };

  const translate = (key: string): Translated => {
    const place = places.get(key);
    if (place === undefined) throw new Error(`No schema has the key ${key}.`);
    const references = new Set<string>();
    const walk = compileWalk({
      schemas,
      enter,
      foreign,
      refuses: refuses ? direction : null,
      isFormat,
      dispatchOf,
      find: (from, keyword, reference) => (keyword === '$ref' ? targetOf : dynamicTargetOf)(from, reference),
      lead: (from, target) => {
        const known = keyIn(from.scope, target, from.bare);
        references.add(known);
        return { $ref: known };
      },
    });
    const node = schemas.at(place.pointer);
    const parents = inheritance.parentsOf(place.pointer, node);
    const bare = parents.size === 0 ? place.bare : new Set([...place.bare, ...parents]);
    const older = isOlderAt(schemas, place.pointer);
    return { schema: walk(node, { ...place, bare, older }), references };
  };

  return {
    keyOf: (pointer) => keyIn(NO_SCOPE, pointer, NOBODY),
    translated: (key) => {
      const known = done.get(key) ?? translate(key);
      done.set(key, known);
      return known;
    },
  };
};
