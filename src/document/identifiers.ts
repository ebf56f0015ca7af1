import { memberOf } from '../problem/pointer.ts';
import { isNode, own, textOf } from './node.ts';
import type { Pointer } from './operation.ts';
import { fileOf } from './pointer.ts';

/** What 2020-12 schemas are called by: `$id`, `$anchor`, `$dynamicAnchor`; and `$self` of OpenAPI 3.2. */
export interface Identifiers {
  /** The schema resource or file that a URI reference at `base` names. */
  resource(base: Pointer, uri: string): Pointer | undefined;
  /** The schema that an anchor names. */
  anchor(base: Pointer, uri: string, name: string): Pointer | undefined;
}

/** Members whose members are names and not keywords. */
const NAMED = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
  'schemas',
  'responses',
  'parameters',
  'examples',
  'requestBodies',
  'headers',
  'securitySchemes',
  'links',
  'callbacks',
  'pathItems',
  'mediaTypes',
  'content',
  'paths',
  'webhooks',
  'encoding',
  'variables',
  'scopes',
  'mapping',
]);

/** Members that hold data, in which nothing is a keyword. */
const DATA = new Set(['example', 'examples', 'enum', 'const', 'default', 'value', 'dataValue']);

const toUri = (reference: string, base: string): string | undefined => {
  try {
    return new URL(reference, base).href;
  } catch {
    return undefined;
  }
};

const withoutHash = (uri: string): string => uri.replace(/#.*$/s, '');

interface Place {
  readonly node: unknown;
  readonly pointer: Pointer;
  readonly base: string;
  readonly named: boolean;
}

/** Reads every identifier of the files once. Nothing of it is needed where no file names any. */
export function readIdentifiers(
  trees: ReadonlyMap<string, unknown>,
  urlOf: (file: string) => string,
): Identifiers {
  const resources = new Map<string, Pointer>();
  const bases = new Map<Pointer, string>();
  const anchors = new Map<string, Pointer>();

  const identify = ({ node, pointer, base }: Place): string => {
    if (!isNode(node)) return base;
    const id = textOf(own(node, '$id'));
    const uri = (id === undefined ? undefined : toUri(withoutHash(id), base)) ?? base;
    if (uri !== base) {
      resources.set(uri, pointer);
      bases.set(pointer, uri);
    }
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const name = textOf(own(node, keyword));
      if (name !== undefined) anchors.set(`${uri}#${name}`, pointer);
    }
    return uri;
  };

  const scan = (start: Place): void => {
    const places = [start];
    const seen = new Set<unknown>();
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      const { node, pointer, named } = place;
      if (typeof node !== 'object' || node === null || seen.has(node)) continue;
      seen.add(node);
      const base = named ? place.base : identify(place);
      for (const [name, child] of Object.entries(node)) {
        if (!named && (DATA.has(name) || name.startsWith('x-'))) continue;
        const isMap = !named && NAMED.has(name) && isNode(child);
        places.push({ node: child, pointer: memberOf(pointer, name), base, named: isMap });
      }
    }
  };

  for (const [file, tree] of trees) {
    const url = urlOf(file);
    const self = isNode(tree) ? textOf(own(tree, '$self')) : undefined;
    const base = (self === undefined ? undefined : toUri(self, url)) ?? url;
    resources.set(withoutHash(url), `${file}#`);
    resources.set(withoutHash(base), `${file}#`);
    bases.set(`${file}#`, base);
    scan({ node: tree, pointer: `${file}#`, base, named: false });
  }

  const baseOf = (pointer: Pointer): string => {
    for (let at = pointer; at.includes('/', at.indexOf('#')); at = at.slice(0, at.lastIndexOf('/'))) {
      const base = bases.get(at);
      if (base !== undefined) return base;
    }
    return bases.get(`${fileOf(pointer)}#`) ?? '';
  };

  const resolve = (base: Pointer, uri: string): string | undefined =>
    uri === '' ? withoutHash(baseOf(base)) : toUri(uri, baseOf(base));

  return {
    resource: (base, uri) => {
      const resolved = resolve(base, uri);
      return resolved === undefined ? undefined : resources.get(resolved);
    },
    anchor: (base, uri, name) => {
      const resolved = resolve(base, uri);
      return resolved === undefined ? undefined : anchors.get(`${resolved}#${name}`);
    },
  };
}
