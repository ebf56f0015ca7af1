import fc from 'fast-check';
import type { Pointer, Schemas } from '../../src/document/operation.ts';
import { isRecord } from './corpus.ts';

// Written from JSON Schema and OpenAPI, not from the code that is tested with it.

type Node = Readonly<Record<string, unknown>>;

/** A place in a generated value that can be spoilt so that nothing else makes it right again. */
export interface Site {
  /** Into the value. */
  readonly path: readonly (string | number)[];
  readonly types: readonly string[];
  readonly enum: readonly unknown[] | null;
  /** Names of members that may not be missing. */
  readonly required: readonly string[];
}

export interface Generated {
  readonly value: unknown;
  readonly sites: readonly Site[];
}

/** What was made of nothing: no value was found for a schema. */
export class Ungenerated extends Error {}

const within = (pointer: Pointer, ...names: readonly (string | number)[]): Pointer =>
  names.reduce<string>(
    (at, name) => `${at}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    pointer,
  );

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const nameOf = (pointer: Pointer): string => pointer.slice(pointer.lastIndexOf('/') + 1);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const TEXTS: Readonly<Record<string, string>> = {
  date: '2026-03-04',
  'date-time': '2026-03-04T05:06:07Z',
  time: '05:06:07Z',
  duration: 'P1D',
  email: 'a@example.com',
  'idn-email': 'a@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/a',
  url: 'https://example.com/a',
  'uri-reference': '/a',
  iri: 'https://example.com/a',
  'iri-reference': '/a',
  'uri-template': '/a/{b}',
  uuid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  byte: 'YWI=',
  base64url: 'YWI',
  'json-pointer': '/a',
  'relative-json-pointer': '1/a',
  regex: '^a$',
};

const OTHER_TYPES = ['string', 'number', 'object', 'array', 'boolean'];

/** All that is said of one value: the schemas that it has to fit at once. */
interface Claims {
  readonly nodes: readonly (readonly [node: Node, pointer: Pointer])[];
  readonly inUnion: boolean;
  /** Members that a discriminator asks for. */
  readonly tags: ReadonlyMap<string, string>;
}

interface Turn {
  /** Which branches of unions are taken, and whether optional members are made. */
  readonly attempt: number;
  readonly depth: number;
  /** Position in a list, so that its items differ. */
  readonly salt: number;
}

const DEEPEST = 8;

/** Branches are tried in all combinations sooner or later; the first attempt takes the first of each. */
const turnOf = (attempt: number, place: string): number =>
  attempt === 0
    ? 0
    : [...`${place}${attempt}`].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 65_521, 7);

/** Values of the schema at a pointer: a different one for each attempt. */
export function createGenerate(schemas: Schemas, direction: 'request' | 'response') {
  const is30 = schemas.version < '3.1';
  const foreign = direction === 'request' ? 'readOnly' : 'writeOnly';

  const targetOf = (pointer: Pointer, reference: unknown): Pointer | undefined =>
    typeof reference === 'string' ? schemas.target(pointer, reference) : undefined;

  const tagOf = (
    discriminator: unknown,
    holder: Pointer,
    branch: Pointer,
  ): readonly [string, string] | null => {
    if (!isRecord(discriminator) || typeof discriminator['propertyName'] !== 'string') return null;
    const mapping = isRecord(discriminator['mapping']) ? discriminator['mapping'] : {};
    const mapped = Object.entries(mapping).find(
      ([, to]) => to === nameOf(branch) || targetOf(holder, to) === branch,
    );
    return [discriminator['propertyName'], mapped?.[0] ?? nameOf(branch)];
  };

  /** Schemas that are the one at a pointer and something more. */
  const childrenOf = (parent: Pointer): readonly Pointer[] => {
    const holder = schemas.version === '2.0' ? '#/definitions' : '#/components/schemas';
    const named = schemas.at(holder);
    return Object.keys(isRecord(named) ? named : {})
      .map((name) => within(holder, name))
      .filter((pointer) => {
        const node = schemas.at(pointer);
        return (
          isRecord(node) &&
          listOf(node['allOf']).some((_, index) => {
            const at = within(pointer, 'allOf', index);
            const member = schemas.at(at);
            return isRecord(member) && targetOf(at, member['$ref']) === parent;
          })
        );
      });
  };

  const collect = (start: Pointer, { attempt }: Turn): Claims => {
    const nodes: [Node, Pointer][] = [];
    const tags = new Map<string, string>();
    let inUnion = false;
    const seen = new Set<Pointer>();
    const parents = new Set<Pointer>();
    const add = (pointer: Pointer): void => {
      if (seen.has(pointer)) return;
      seen.add(pointer);
      const node = schemas.at(pointer);
      if (node === false) throw new Ungenerated(`Nothing fits ${pointer}.`);
      if (!isRecord(node)) return;
      const target = targetOf(pointer, node['$ref']);
      if (target !== undefined) add(target);
      if (node['$ref'] !== undefined && is30) return;
      nodes.push([node, pointer]);
      for (const [index] of listOf(node['allOf']).entries()) add(within(pointer, 'allOf', index));
      for (const keyword of ['oneOf', 'anyOf']) {
        const branches = listOf(node[keyword]);
        if (branches.length === 0) continue;
        inUnion ||= branches.length > 1;
        const index = turnOf(attempt, `${pointer} ${keyword}`) % branches.length;
        const branch = within(pointer, keyword, index);
        const referred = schemas.at(branch);
        const to = isRecord(referred) ? targetOf(branch, referred['$ref']) : undefined;
        const tag = to === undefined ? null : tagOf(node['discriminator'], pointer, to);
        if (tag !== null) tags.set(...tag);
        add(branch);
      }
      if (node['discriminator'] !== undefined && node['oneOf'] === undefined && node['anyOf'] === undefined)
        parents.add(pointer);
    };
    add(start);
    for (const parent of parents) {
      const name = nodes.some(([, pointer]) => childrenOf(parent).includes(pointer)) ? null : parent;
      const child = nodes
        .map(([, pointer]) => pointer)
        .find((pointer) => childrenOf(parent).includes(pointer));
      const discriminator = schemas.at(parent) as Node;
      const given = discriminator['discriminator'];
      const asObject = typeof given === 'string' ? { propertyName: given } : given;
      const [first] = childrenOf(parent);
      if (name !== null && first !== undefined) {
        inUnion = true;
        add(first);
      }
      const tag = tagOf(asObject, parent, child ?? first ?? parent);
      if (tag !== null) tags.set(...tag);
    }
    return { nodes, inUnion, tags };
  };

  const typesOf = ({ nodes }: Claims): readonly string[] | null => {
    const lists = nodes.flatMap(([node]) => (node['type'] === undefined ? [] : [[node['type']].flat()]));
    const [first, ...others] = lists as string[][];
    if (first === undefined) return null;
    const allows = (types: readonly string[], type: string): boolean =>
      types.includes(type) || (type === 'integer' && types.includes('number'));
    const all = [...new Set(lists.flat())] as string[];
    return all.filter((type) => [first, ...others].every((types) => allows(types, type)));
  };

  const valuesOf = ({ nodes }: Claims): readonly unknown[] | null => {
    const lists = nodes.flatMap(([node]) => [
      ...(Array.isArray(node['enum']) ? [node['enum']] : []),
      ...(Object.hasOwn(node, 'const') && !is30 ? [[node['const']]] : []),
    ]);
    const [first, ...others] = lists;
    return first === undefined
      ? null
      : first.filter((value) => others.every((list) => list.some((one) => same(one, value))));
  };

  const numbersOf = ({ nodes }: Claims, keyword: string): readonly number[] =>
    nodes.map(([node]) => node[keyword]).filter((value): value is number => typeof value === 'number');

  const isForeign = (pointer: Pointer): boolean =>
    collect(pointer, { attempt: 0, depth: 0, salt: 0 }).nodes.some(([node]) => node[foreign] === true);

  const textOf = (claims: Claims, { attempt, salt }: Turn): string => {
    const { nodes } = claims;
    const patterns = nodes.flatMap(([{ pattern }]) => (typeof pattern === 'string' ? [pattern] : []));
    const least = Math.max(0, ...numbersOf(claims, 'minLength'));
    const most = Math.min(1e6, ...numbersOf(claims, 'maxLength'));
    const [format] = nodes.flatMap(([{ format: one }]) => (typeof one === 'string' ? [one] : []));
    const [pattern] = patterns;
    if (pattern !== undefined) {
      const fits = (text: string): boolean =>
        text.length >= least &&
        text.length <= most &&
        patterns.every((one) => new RegExp(one).test(text)) &&
        (format === undefined || TEXTS[format] === undefined || TEXTS[format] === text);
      const known = [
        ...nodes.flatMap(([{ example, examples }]) => [example, ...listOf(examples)]),
        TEXTS[format ?? ''],
        'a',
      ];
      const found =
        salt > 0 ? undefined : known.find((text): text is string => typeof text === 'string' && fits(text));
      if (found !== undefined) return found;
      let made: readonly string[] = [];
      try {
        const anchored = new RegExp(pattern);
        made = fc.sample(fc.stringMatching(anchored, { size: 'xsmall' }), {
          numRuns: 200,
          seed: attempt + 1,
        });
      } catch {
        throw new Ungenerated(`No text is known for ${pattern}.`);
      }
      const fitting = made.filter(fits);
      const text = fitting[salt] ?? fitting[0];
      if (text === undefined) throw new Ungenerated(`No text is known for ${pattern}.`);
      return text;
    }
    const text = (format === undefined ? undefined : TEXTS[format]) ?? `text${salt > 0 ? salt : ''}`;
    return text.padEnd(least, 'x').slice(0, most);
  };

  const numberOf = (claims: Claims, isInteger: boolean): number => {
    const flags = (keyword: string): number =>
      claims.nodes.some(([node]) => node[keyword] === true) ? (isInteger ? 1 : 0.5) : 0;
    const step = Math.max(0, ...numbersOf(claims, 'multipleOf'));
    const grain = step > 0 ? step : isInteger ? 1 : 0.5;
    const least = Math.max(
      ...numbersOf(claims, 'minimum').map((one) => one + flags('exclusiveMinimum')),
      ...numbersOf(claims, 'exclusiveMinimum').map((one) => one + grain),
    );
    const most = Math.min(
      ...numbersOf(claims, 'maximum').map((one) => one - flags('exclusiveMaximum')),
      ...numbersOf(claims, 'exclusiveMaximum').map((one) => one - grain),
    );
    const wanted = Number.isFinite(least) ? least : Number.isFinite(most) ? Math.min(1, most) : 1;
    const value = step > 0 ? Math.ceil(wanted / step) * step : isInteger ? Math.ceil(wanted) : wanted;
    return Math.min(value, most);
  };

  const build = (
    start: Pointer | readonly Pointer[],
    turn: Turn,
    path: Site['path'],
    open: boolean,
  ): Generated => {
    if (turn.depth > DEEPEST) throw new Ungenerated('It has no end.');
    const parts = [start].flat().map((pointer) => collect(pointer, turn));
    const claims: Claims = {
      nodes: parts.flatMap(({ nodes }) => nodes),
      inUnion: parts.some(({ inUnion }) => inUnion),
      tags: new Map(parts.flatMap(({ tags }) => [...tags])),
    };
    const isOpen = open && !claims.inUnion;
    const values = valuesOf(claims);
    const types = typesOf(claims);
    const own = (required: readonly string[]): readonly Site[] =>
      isOpen && (types !== null || values !== null)
        ? [{ path, types: nullable(claims, types ?? []), enum: values, required }]
        : [];
    if (values !== null) {
      const value = values.find((one) => types === null || types.some((type) => fitsType(one, type)));
      if (value === undefined) throw new Ungenerated(`No value is listed at ${String(start)}.`);
      return { value, sites: own([]) };
    }
    const type = types === null ? guess(claims) : (types.find((one) => one !== 'null') ?? types[0]);
    if (type === undefined) throw new Ungenerated(`No type fits ${String(start)}.`);
    if (type === 'object') return buildObject(claims, turn, path, isOpen, own);
    if (type === 'array') return buildArray(claims, turn, path, isOpen, own);
    return { value: scalarOf(type, claims, turn), sites: own([]) };
  };

  const nullable = ({ nodes }: Claims, types: readonly string[]): readonly string[] =>
    types.includes('file')
      ? OTHER_TYPES
      : is30 && nodes.some(([node]) => node['nullable'] === true)
        ? [...types, 'null']
        : types;

  const scalarOf = (type: string, claims: Claims, turn: Turn): unknown => {
    if (type === 'string' || type === 'file') return textOf(claims, turn);
    if (type === 'integer' || type === 'number') return numberOf(claims, type === 'integer');
    return type === 'boolean' ? true : null;
  };

  const guess = ({ nodes, tags }: Claims): string => {
    const has = (...keywords: readonly string[]): boolean =>
      nodes.some(([node]) => keywords.some((keyword) => node[keyword] !== undefined));
    if (tags.size > 0 || has('properties', 'required', 'additionalProperties', 'minProperties'))
      return 'object';
    if (has('items', 'minItems', 'prefixItems')) return 'array';
    if (has('minimum', 'maximum', 'multipleOf')) return 'number';
    return 'string';
  };

  const buildObject = (
    { nodes, tags }: Claims,
    turn: Turn,
    path: Site['path'],
    isOpen: boolean,
    own: (required: readonly string[]) => readonly Site[],
  ): Generated => {
    const members = new Map<string, Pointer[]>();
    const required = new Set<string>(tags.keys());
    for (const [node, pointer] of nodes) {
      for (const name of Object.keys(isRecord(node['properties']) ? node['properties'] : {}))
        members.set(name, [...(members.get(name) ?? []), within(pointer, 'properties', name)]);
      for (const name of listOf(node['required'])) required.add(String(name));
    }
    const value: Record<string, unknown> = {};
    const sites: Site[] = [];
    const needed: string[] = [];
    const least = Math.max(0, ...nodes.map(([{ minProperties }]) => Number(minProperties ?? 0)));
    for (const [name, pointers] of members) {
      const isAsked = required.has(name);
      if (pointers.some(isForeign)) continue;
      if (isAsked) needed.push(name);
      if (!isAsked && Object.keys(value).length >= least && (turn.attempt > 0 || turn.depth > 2)) continue;
      const tag = tags.get(name);
      if (tag !== undefined) {
        value[name] = tag;
        continue;
      }
      try {
        const made = build(pointers, { ...turn, depth: turn.depth + 1 }, [...path, name], isOpen);
        value[name] = made.value;
        sites.push(...made.sites);
      } catch (error) {
        if (isAsked || !(error instanceof Ungenerated)) throw error;
      }
    }
    for (const name of required) {
      if (members.has(name)) continue;
      const [extra] = nodes.filter(([node]) => isRecord(node['additionalProperties']));
      value[name] =
        tags.get(name) ??
        (extra === undefined
          ? 'text'
          : build(within(extra[1], 'additionalProperties'), { ...turn, depth: turn.depth + 1 }, [], false)
              .value);
      needed.push(name);
    }
    for (let index = 0; Object.keys(value).length < least; index += 1) value[`x${index}`] = 'text';
    return { value, sites: [...own(needed), ...sites] };
  };

  const buildArray = (
    claims: Claims,
    turn: Turn,
    path: Site['path'],
    isOpen: boolean,
    own: (required: readonly string[]) => readonly Site[],
  ): Generated => {
    const pointers = claims.nodes.flatMap(([{ items }, pointer]) =>
      items === undefined ? [] : [within(pointer, 'items')],
    );
    const prefix = claims.nodes.flatMap(([{ prefixItems }, pointer]) =>
      listOf(prefixItems).map((_, index) => within(pointer, 'prefixItems', index)),
    );
    const least = Math.max(0, ...numbersOf(claims, 'minItems'));
    const wanted = Math.max(least, prefix.length, turn.attempt > 0 || turn.depth > 2 ? 0 : 1);
    const most = Math.min(...numbersOf(claims, 'maxItems'), wanted);
    const value: unknown[] = [];
    const sites: Site[] = [];
    for (let index = 0; index < most; index += 1) {
      const at = prefix[index] ?? pointers;
      const inner = { ...turn, depth: turn.depth + 1, salt: index };
      try {
        const made = build(at, inner, [...path, index], isOpen);
        const isUnique = claims.nodes.some(([{ uniqueItems }]) => uniqueItems === true);
        if (isUnique && value.some((one) => same(one, made.value))) throw new Ungenerated('Items repeat.');
        value.push(made.value);
        sites.push(...made.sites);
      } catch (error) {
        if (index < least || !(error instanceof Ungenerated)) throw error;
        break;
      }
    }
    return { value, sites: [...own([]), ...sites] };
  };

  return (pointer: Pointer, attempt: number): Generated =>
    build(pointer, { attempt, depth: 0, salt: 0 }, [], true);
}

const fitsType = (value: unknown, type: string): boolean => {
  if (value === null) return type === 'null';
  if (Array.isArray(value)) return type === 'array';
  if (typeof value === 'number') return type === 'number' || (type === 'integer' && Number.isInteger(value));
  return type === typeof value;
};

const WRONG: Readonly<Record<string, unknown>> = {
  string: 'wrong',
  number: 1.5,
  object: {},
  array: [],
  boolean: true,
};

export interface Mutation {
  readonly kind: 'required' | 'type' | 'enum';
  /** JSON pointer to what is wrong. */
  readonly pointer: string;
  readonly value: unknown;
}

const pointerOf = (path: Site['path']): string => within('', ...path);

function replaced(value: unknown, path: Site['path'], by: (old: unknown) => unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return by(value);
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? ([...value] as unknown as Record<number, unknown>)
    : { ...(value as Record<string, unknown>) };
  copy[name] = replaced(copy[name], rest, by);
  return copy;
}

/** A generated value, each time with one thing wrong. */
export function* mutate({ value, sites }: Generated): Generator<Mutation> {
  for (const { path, types, enum: values, required } of sites) {
    for (const name of required) {
      const dropped = replaced(value, path, (old) => {
        const { [name]: _, ...rest } = old as Record<string, unknown>;
        return rest;
      });
      yield { kind: 'required', pointer: pointerOf([...path, name]), value: dropped };
    }
    const wrong = OTHER_TYPES.map((type) => WRONG[type]);
    if (types.length > 0) {
      const other = wrong.find((one) => !types.some((type) => fitsType(one, type)));
      if (other !== undefined)
        yield { kind: 'type', pointer: pointerOf(path), value: replaced(value, path, () => other) };
    }
    if (values !== null)
      yield {
        kind: 'enum',
        pointer: pointerOf(path),
        value: replaced(value, path, () => 'not one of these'),
      };
  }
}
