import type { Pointer, Schemas } from '../document/operation.ts';
import type { Check } from '../problem/issue.ts';
import { memberOf } from '../problem/pointer.ts';
import { compileForeign } from './direction.ts';
import { branchesOf, tagOf, unionOf } from './discriminator.ts';
import { compileDispatch, type Destination, destinationFor } from './dispatch.ts';
import { familyOf } from './family.ts';
import { compileInheritance, NOBODY } from './inheritance.ts';
import { isNode, nodesOf, type SchemaNode } from './node.ts';
import type { CompilePattern, Tester } from './pattern.ts';
import { compileHasDefaults } from './subschemas.ts';

/** A schema as far as defaults can be met in it. Read when a value is first held against it. */
export type Part = () => Shape;

/** Schemas of which some speak of a value. */
export interface Choice {
  /** Those that a value turns out to fit. Checks are told the value, for each costs something. */
  choose(value: unknown, holds: (check: Check) => boolean): readonly Part[];
  /** All that may be chosen. */
  among(): readonly Part[];
}

export interface Shape {
  /** Schemas that speak of the same value, whatever it is. */
  readonly always: readonly Part[];
  /** Schemas that speak of the same value if it fits them. */
  readonly choices: readonly Choice[];
  readonly defaults: ReadonlyMap<string, unknown>;
  readonly properties: ReadonlyMap<string, Part>;
  readonly patterns: readonly (readonly [names: Tester, part: Part | null])[];
  /** Names that `additionalProperties` does not speak of. */
  readonly named: ReadonlySet<string>;
  readonly additional: Part | null;
  readonly prefix: readonly (Part | null)[];
  readonly items: Part | null;
}

const NOTHING: Shape = {
  always: [],
  choices: [],
  defaults: new Map(),
  properties: new Map(),
  patterns: [],
  named: new Set(),
  additional: null,
  prefix: [],
  items: null,
};

export const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const present = <Value>(values: readonly (Value | null)[]): readonly Value[] =>
  values.filter((value) => value !== null);

export interface PartOptions {
  readonly checkOf: (schema: Pointer) => Check;
  readonly compilePattern: CompilePattern;
}

/** The parts that a value may be filled by, from a part on, each once. */
function* partsFrom(start: Part): Generator<Part> {
  const met = new Set([start]);
  for (const part of met) {
    yield part;
    const shape = part();
    const patterns = shape.patterns.map(([, one]) => one);
    const within = [
      ...shape.properties.values(),
      ...patterns,
      shape.additional,
      ...shape.prefix,
      shape.items,
    ];
    const chosen = shape.choices.flatMap((choice) => choice.among());
    for (const one of present([...shape.always, ...chosen, ...within])) met.add(one);
  }
}

/** Finds the schemas that filling the defaults of another asks for checks of; null where no default can be met below that. */
export function compileFindFillChecks(schemas: Schemas): (pointer: Pointer) => ReadonlySet<Pointer> | null {
  let asked: Pointer[] = [];
  const askedBy = new Map<Part, readonly Pointer[]>();
  const partAt = compilePartAt(schemas, {
    checkOf: (schema) => {
      asked.push(schema);
      return () => null;
    },
    compilePattern: (pattern) => ({ test: () => false, toString: () => pattern }),
  });
  /** Each part asks when it is first read. */
  const ask = (part: Part): readonly Pointer[] => {
    const before = askedBy.get(part);
    if (before !== undefined) return before;
    asked = [];
    part();
    askedBy.set(part, asked);
    return asked;
  };
  return (pointer) => {
    const start = partAt(pointer);
    if (start === null) return null;
    const found = new Set<Pointer>();
    for (const part of partsFrom(start)) for (const schema of ask(part)) found.add(schema);
    return found;
  };
}

/** The part at a pointer; null where no default can be met below it. */
export const compilePartAt = (
  schemas: Schemas,
  { checkOf, compilePattern }: PartOptions,
): ((pointer: Pointer) => Part | null) => {
  const inheritance = compileInheritance(schemas);
  const dispatchOf = compileDispatch(schemas, inheritance);
  const hasDefaults = compileHasDefaults(schemas, dispatchOf);
  const foreign = compileForeign(schemas, 'request');
  const parts = new Map<string, Part>();

  const partAt = (pointer: Pointer, outer: ReadonlySet<Pointer> = NOBODY): Part | null => {
    if (!hasDefaults(pointer)) return null;
    const passed = inheritance.passOn(outer, pointer);
    const key = passed.length === 0 ? pointer : `${JSON.stringify(passed)} ${pointer}`;
    const known = parts.get(key);
    if (known !== undefined) return known;
    let shape: Shape | undefined;
    const part: Part = () => {
      const node = schemas.at(pointer);
      shape ??= isNode(node)
        ? read(node, pointer, new Set([...inheritance.parentsOf(pointer, node), ...passed]))
        : NOTHING;
      return shape;
    };
    parts.set(key, part);
    return part;
  };

  const referred = (node: SchemaNode, pointer: Pointer): Pointer | undefined =>
    typeof node['$ref'] === 'string' ? schemas.target(pointer, node['$ref']) : undefined;

  // allOf speaks of the same object, so what must not be asked again there must not be asked again here.
  const alwaysIn = (node: SchemaNode, pointer: Pointer, bare: ReadonlySet<Pointer>): readonly Part[] => {
    const target = referred(node, pointer);
    const members = nodesOf(node['allOf']).map((_, index) => memberOf(`${pointer}/allOf`, index));
    return present([...(target === undefined ? [] : [target]), ...members].map((at) => partAt(at, bare)));
  };

  /** A default that its own schema refuses is not filled, nor is one that only answers have. */
  const defaultAt = (pointer: Pointer): readonly [] | readonly [value: unknown] => {
    const owner = familyOf(schemas, pointer).find(({ node }) => Object.hasOwn(node, 'default'));
    if (owner === undefined || foreign.is(pointer)) return [];
    const value = owner.node['default'];
    return checkOf(pointer)(structuredClone(value)) === null ? [value] : [];
  };

  const mapOf = (value: unknown): SchemaNode => (isNode(value) ? value : {});

  const membersIn = (node: SchemaNode, pointer: Pointer): Partial<Shape> => {
    const defaults = new Map<string, unknown>();
    const properties = new Map<string, Part>();
    const names = Object.keys(mapOf(node['properties'])).filter((name) => name !== '__proto__');
    for (const name of names) {
      const at = memberOf(`${pointer}/properties`, name);
      for (const value of defaultAt(at)) defaults.set(name, value);
      const part = partAt(at);
      if (part !== null) properties.set(name, part);
    }
    const additional = isNode(node['additionalProperties'])
      ? partAt(memberOf(pointer, 'additionalProperties'))
      : null;
    const patterned = Object.keys(mapOf(node['patternProperties'])).map(
      (pattern) => [pattern, partAt(memberOf(`${pointer}/patternProperties`, pattern))] as const,
    );
    const isNeeded = additional !== null || patterned.some(([, part]) => part !== null);
    const patterns = isNeeded
      ? patterned.map(([pattern, part]) => [compilePattern(pattern), part] as const)
      : [];
    return { defaults, properties, additional, patterns, named: new Set(names) };
  };

  const itemsIn = (node: SchemaNode, pointer: Pointer): Partial<Shape> => ({
    prefix: nodesOf(node['prefixItems']).map((_, index) => partAt(memberOf(`${pointer}/prefixItems`, index))),
    items: isNode(node['items']) ? partAt(memberOf(pointer, 'items')) : null,
  });

  const byUnion = (branches: readonly Pointer[]): Choice | null => {
    const chosen = branches.map((branch) => [checkOf(branch), partAt(branch)] as const);
    if (chosen.every(([, part]) => part === null)) return null;
    return {
      choose: (_, holds) => present([chosen.find(([check]) => holds(check))?.[1] ?? null]),
      among: () => present(chosen.map(([, part]) => part)),
    };
  };

  const partsAt = (
    destination: Destination | null,
    pointer: Pointer,
    bare: ReadonlySet<Pointer>,
  ): readonly Part[] => {
    const self = (): Part | null => partAt(pointer, new Set([...bare, pointer]));
    switch (destination?.to) {
      case 'branches':
        return present(destination.indexes.map((index) => partAt(branchesOf(schemas, pointer)[index] ?? '')));
      case 'child':
        return present([partAt(destination.pointer)]);
      case 'both':
        return present([
          unionOf(schemas.at(pointer)) === undefined ? self() : null,
          partAt(destination.pointer),
        ]);
      case 'self':
        return present([self()]);
      default:
        return [];
    }
  };

  const byTag = (pointer: Pointer, bare: ReadonlySet<Pointer>): Choice | null => {
    const dispatch = dispatchOf(pointer);
    if (dispatch === undefined) return null;
    return {
      choose: (value) => {
        if (!isPlain(value)) return [];
        const tag = Object.hasOwn(value, dispatch.property) ? value[dispatch.property] : undefined;
        return partsAt(destinationFor(dispatch, tag), pointer, bare);
      },
      among: () =>
        [...dispatch.cases.map(({ destination }) => destination), dispatch.missing, dispatch.unknown].flatMap(
          (destination) => partsAt(destination, pointer, bare),
        ),
    };
  };

  const unionsIn = (node: SchemaNode, pointer: Pointer, bare: ReadonlySet<Pointer>): readonly Choice[] => {
    const tagged = unionOf(node);
    const told = tagged === undefined ? null : byTag(pointer, bare);
    const choices = (['oneOf', 'anyOf'] as const).map((union) => {
      const isTagged = union === tagged && (told !== null || bare.has(pointer));
      const branches = nodesOf(node[union]).map((_, index) => memberOf(`${pointer}/${union}`, index));
      return isTagged || branches.length === 0 ? null : byUnion(branches);
    });
    return present([bare.has(pointer) ? null : told, ...choices]);
  };

  const conditionIn = (node: SchemaNode, pointer: Pointer): Choice | null => {
    if (node['if'] === undefined) return null;
    const [when, otherwise] = [['if', 'then'], ['else']].map((keywords) =>
      present(keywords.map((keyword) => (isNode(node[keyword]) ? partAt(memberOf(pointer, keyword)) : null))),
    );
    if (when === undefined || otherwise === undefined || when.length + otherwise.length === 0) return null;
    const check = checkOf(memberOf(pointer, 'if'));
    return {
      choose: (_, holds) => (holds(check) ? when : otherwise),
      among: () => [...when, ...otherwise],
    };
  };

  const dependentIn = (node: SchemaNode, pointer: Pointer): readonly Choice[] =>
    Object.keys(mapOf(node['dependentSchemas'])).flatMap((name): Choice[] => {
      const part = partAt(memberOf(`${pointer}/dependentSchemas`, name));
      if (part === null) return [];
      const choose: Choice['choose'] = (value) =>
        isPlain(value) && Object.hasOwn(value, name) ? [part] : [];
      return [{ choose, among: () => [part] }];
    });

  const read = (node: SchemaNode, pointer: Pointer, bare: ReadonlySet<Pointer>): Shape => {
    if (referred(node, pointer) !== undefined && schemas.version < '3.1')
      return { ...NOTHING, always: alwaysIn({ $ref: node['$ref'] }, pointer, bare) };
    if (tagOf(node) !== undefined && unionOf(node) === undefined && !bare.has(pointer)) {
      const choose = byTag(pointer, bare);
      if (choose !== null) return { ...NOTHING, choices: [choose] };
    }
    return {
      ...NOTHING,
      always: alwaysIn(node, pointer, bare),
      choices: [
        ...unionsIn(node, pointer, bare),
        ...present([conditionIn(node, pointer)]),
        ...dependentIn(node, pointer),
      ],
      ...membersIn(node, pointer),
      ...itemsIn(node, pointer),
    };
  };

  return (pointer) => partAt(pointer);
};
