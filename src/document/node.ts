/** An object of a document. Read with {@link own}: names come from outside, so inherited ones must not be seen. */
export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const NOTHING: Node = Object.freeze({});

export const nodeOf = (value: unknown): Node => (isNode(value) ? value : NOTHING);

export const own = (node: Node, name: string): unknown =>
  Object.hasOwn(node, name) ? node[name] : undefined;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const referenceOf = (value: unknown): string | undefined =>
  isNode(value) ? textOf(own(value, '$ref')) : undefined;

/** One step into a document: own members and array items only. */
export const step = (value: unknown, segment: string): unknown => {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(segment) ? value[Number(segment)] : undefined;
  return isNode(value) ? own(value, segment) : undefined;
};
