import { memberOf } from '../problem/pointer.ts';
import { isNode, type Node, nodeOf, own, referenceOf } from './node.ts';
import type { Operation, Pointer } from './operation.ts';

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

const filter = (node: Node, keep: (name: string) => boolean): Node =>
  Object.fromEntries(Object.entries(node).filter(([name]) => keep(name)));

/** An operation with answers that the API gives beside those of its document, which go first. */
function withResponses(node: unknown, added: Node | undefined): unknown {
  if (added === undefined || !isNode(node)) return node;
  return { ...node, responses: { ...added, ...nodeOf(own(node, 'responses')) } };
}

/** A path item without its operations that nobody serves; null where it has none left. */
function publishItem(
  item: Node,
  pointer: Pointer,
  served: ReadonlySet<Pointer>,
  answers: ReadonlyMap<Pointer, Node>,
): Node | null {
  const others = nodeOf(own(item, 'additionalOperations'));
  const additional = filter(others, (method) =>
    served.has(memberOf(pointer, 'additionalOperations', method)),
  );
  const hasAdditional = Object.keys(additional).length > 0;
  const kept = filter(item, (name) =>
    METHODS.has(name) ? served.has(memberOf(pointer, name)) : name !== 'additionalOperations',
  );
  const isServed = hasAdditional || Object.keys(kept).some((name) => METHODS.has(name));
  if (!isServed && referenceOf(item) === undefined) return null;
  const said = Object.fromEntries(
    Object.entries(kept).map(([name, node]) => [
      name,
      withResponses(node, answers.get(memberOf(pointer, name))),
    ]),
  );
  return hasAdditional ? { ...said, additionalOperations: additional } : said;
}

/** Says in the words of the version that all paths are under a base path of the API's own. */
const withBasePath = (content: Node, basePath: string | undefined): Node => {
  if (basePath === undefined) return content;
  return own(content, 'swagger') === undefined
    ? { ...content, servers: [{ url: basePath || '/' }] }
    : { ...content, basePath: basePath || '/' };
};

/** What is said in a published document that the document does not say. */
export interface Publishing {
  /** In place of the base paths of its servers. */
  readonly basePath: string | undefined;
  /** Path items of the API's own. */
  readonly added: Node;
  /** Responses that operations have beside their own, by the pointers of those. */
  readonly answers: ReadonlyMap<Pointer, Node>;
}

/** The document as it is given to callers: what it says of operations that are not served is left out. */
export function publish(
  content: unknown,
  operations: readonly Operation[],
  { basePath, added, answers }: Publishing,
): unknown {
  const paths = isNode(content) ? own(content, 'paths') : undefined;
  if (!isNode(content) || !isNode(paths)) return content;
  const served = new Set(operations.map(({ pointer }) => pointer));
  const published = Object.entries(paths).flatMap(([path, item]): [string, unknown][] => {
    if (path.startsWith('x-') || !isNode(item)) return [[path, item]];
    const kept = publishItem(item, memberOf('#/paths', path), served, answers);
    return kept === null ? [] : [[path, kept]];
  });
  return { ...withBasePath(content, basePath), paths: { ...Object.fromEntries(published), ...added } };
}
