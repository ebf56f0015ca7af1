import type { Pointer, Schemas } from '../document/operation.ts';
import { compileForeignNames, type Direction } from './direction.ts';
import { compileEnter, type Enter, NO_SCOPE, type Scope } from './dynamic-scope.ts';
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

export const createView = (
  schemas: Schemas,
  direction: Direction,
  isFormat: (name: string) => boolean,
): View => {
  const enter: Enter = schemas.version < '3.1' ? () => NO_SCOPE : compileEnter(schemas);
  const foreignNames = compileForeignNames(schemas, direction);
  const keys = new Map<string, string>();
  const places = new Map<string, Place>();
  const done = new Map<string, Translated>();

  const keyIn = (outer: Scope, pointer: Pointer): string => {
    const scope = enter(outer, pointer);
    const name = `${scope.key} ${pointer}`;
    const known = keys.get(name);
    if (known !== undefined) return known;
    const key = `s${keys.size}`;
    keys.set(name, key);
    places.set(key, { pointer, scope, foreign: NO_NAMES });
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
      foreignNames,
      isFormat,
      refer: (from, keyword, reference) => {
        const find = keyword === '$ref' ? targetOf : dynamicTargetOf;
        const target = keyIn(from.scope, find(from, reference));
        references.add(target);
        return { $ref: target };
      },
    });
    return { schema: walk(schemas.at(place.pointer), place), references };
  };

  return {
    keyOf: (pointer) => keyIn(NO_SCOPE, pointer),
    translated: (key) => {
      const known = done.get(key) ?? translate(key);
      done.set(key, known);
      return known;
    },
  };
};
