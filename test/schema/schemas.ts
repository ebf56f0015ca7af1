import type { Pointer, Schemas, Version } from '../../src/document/operation.ts';

const ROOT = 'https://root.test/document';

// Draft 4 names schemas by `id`; OpenAPI 3.0 does not, but the suite's references cannot be resolved without.
const idOf = (node: Record<string, unknown>, version: Version): unknown =>
  version >= '3.1' ? node['$id'] : '$ref' in node ? undefined : node['id'];

const DATA = ['const', 'enum'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

const member = (node: unknown, name: string): unknown =>
  isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined;

/** Schemas over plain trees, with references, `$id` and anchors resolved as URIs. Trees beside the root are known by their URI. */
export function schemasOf(
  root: unknown,
  version: Version = '3.1',
  others: Readonly<Record<string, unknown>> = {},
): Schemas {
  const trees: Record<string, unknown> = { ...others, [ROOT]: root };
  const fileOf = (pointer: Pointer): string => pointer.slice(0, pointer.indexOf('#')) || ROOT;
  const named = (uri: string, path: string): Pointer => `${uri === ROOT ? '' : uri}#${path}`;

  const at = (pointer: Pointer): unknown =>
    pointer
      .slice(pointer.indexOf('#') + 1)
      .split('/')
      .slice(1)
      .reduce((node, token) => member(node, unescaped(token)), trees[fileOf(pointer)]);

  const bases = new Map<Pointer, string>();
  const places = new Map<string, Pointer>();
  const visit = (node: unknown, pointer: Pointer, outer: string): void => {
    if (!isObject(node)) return;
    const id = idOf(node, version);
    const base = typeof id === 'string' ? new URL(id, outer).href.replace(/#$/, '') : outer;
    bases.set(pointer, base);
    if (typeof id === 'string') places.set(base, pointer);
    for (const anchor of [node['$anchor'], node['$dynamicAnchor']])
      if (typeof anchor === 'string') places.set(`${base}#${anchor}`, pointer);
    for (const [name, child] of Object.entries(node))
      if (!DATA.includes(name))
        visit(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, base);
  };
  for (const [uri, tree] of Object.entries(trees)) {
    places.set(uri, named(uri, ''));
    visit(tree, named(uri, ''), uri);
  }

  const target = (from: Pointer, ref: string): Pointer | undefined => {
    const uri = new URL(ref, bases.get(from) ?? ROOT).href;
    const [resource = '', fragment = ''] = uri.split('#');
    const found = places.get(fragment === '' ? resource : uri);
    if (found !== undefined || !(fragment === '' || fragment.startsWith('/'))) return found;
    const start = places.get(resource);
    const pointer = start === undefined ? undefined : `${start}${decodeURIComponent(fragment)}`;
    return pointer !== undefined && at(pointer) !== undefined ? pointer : undefined;
  };

  return { version, at, target };
}
