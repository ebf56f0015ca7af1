import { type Api, inspecting } from '../api.ts';
import { isNode, type Node, nodeOf, own } from '../document/node.ts';
import { memberOf } from '../problem/pointer.ts';

const without = (node: Node, ...names: readonly string[]): Node =>
  Object.fromEntries(Object.entries(node).filter(([name]) => !names.includes(name)));

const toServers = (basePaths: readonly string[]): readonly { readonly url: string }[] =>
  basePaths.map((path) => ({ url: path === '' ? '/' : path }));

/** Base paths that most operations have, for the document; and those of the others, by pointer. */
function basePathsOf(api: Api): {
  readonly usual: readonly string[];
  readonly others: ReadonlyMap<string, readonly string[]>;
} {
  const { operations } = api[inspecting]();
  const usual = operations[0]?.basePaths ?? [''];
  const differing = operations.filter(({ basePaths }) => basePaths.join() !== usual.join());
  return { usual, others: new Map(differing.map(({ pointer, basePaths }) => [pointer, basePaths])) };
}

/** A path item whose operations are called where the API serves them. */
function toItem(item: unknown, pointer: string, others: ReadonlyMap<string, readonly string[]>): unknown {
  if (!isNode(item)) return item;
  return Object.fromEntries(
    Object.entries(without(item, 'servers')).map(([name, node]) => {
      if (!isNode(node)) return [name, node];
      const basePaths = others.get(memberOf(pointer, name));
      return [
        name,
        { ...without(node, 'servers'), ...(basePaths !== undefined && { servers: toServers(basePaths) }) },
      ];
    }),
  );
}

/**
 * The document of an API with the servers that a page of its own origin can call: base paths alone, of whichever host its document may speak.
 */
export function toTryDocument(api: Api): unknown {
  const { document } = api;
  if (!isNode(document)) return document;
  const { usual, others } = basePathsOf(api);
  // Version 2.0 has one base path for all.
  if (own(document, 'swagger') !== undefined)
    return { ...without(document, 'host', 'schemes'), basePath: usual[0] || '/' };
  const paths = Object.entries(nodeOf(own(document, 'paths'))).map(([path, item]) => [
    path,
    toItem(item, memberOf('/paths', path), others),
  ]);
  return { ...document, servers: toServers(usual), paths: Object.fromEntries(paths) };
}
