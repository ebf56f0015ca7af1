import { DEPTH_LIMIT } from './parse.ts';

/** Nodes that a document may have once its shared parts are written out: far above the largest in use. */
const NODE_LIMIT = 20_000_000;

export interface Survey {
  /** Why nobody should walk this document, if so. */
  readonly fault?: 'deep' | 'large' | 'circular';
  /** Whether any `$ref` may lead out of the file. */
  readonly external: boolean;
  /** Whether `$id`, `$anchor`, `$dynamicAnchor` or `$self` occurs. */
  readonly identified: boolean;
}

const IDENTIFIERS = new Set(['$id', '$anchor', '$dynamicAnchor', '$self']);

interface Frame {
  readonly value: object;
  readonly children: readonly unknown[];
  next: number;
  size: number;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * One pass over a parsed document. What is shared (YAML aliases, objects used twice) is visited once and counted as
 * often as it would be written, so that aliases of aliases show as what they are.
 */
export function survey(tree: unknown, shared: boolean): Survey {
  let external = false;
  let identified = false;
  const sizes = new Map<object, number>();
  const open = new Set<object>();

  const enter = (value: object): Frame => {
    if (shared) open.add(value);
    if (!Array.isArray(value)) {
      const reference = Object.hasOwn(value, '$ref') && '$ref' in value ? value.$ref : undefined;
      if (typeof reference === 'string' && !reference.startsWith('#')) external = true;
      for (const name of Object.keys(value))
        if (name.startsWith('$') && IDENTIFIERS.has(name)) identified = true;
    }
    return { value, children: Object.values(value), next: 0, size: 1 };
  };

  if (!isObject(tree)) return { external, identified };
  const stack = [enter(tree)];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    if (frame.next === frame.children.length) {
      stack.pop();
      const parent = stack.at(-1);
      if (shared) {
        open.delete(frame.value);
        sizes.set(frame.value, frame.size);
      }
      if (parent !== undefined) parent.size += frame.size;
      if (frame.size > NODE_LIMIT) return { fault: 'large', external, identified };
      continue;
    }
    const child = frame.children[frame.next];
    frame.next += 1;
    if (!isObject(child)) frame.size += 1;
    else if (open.has(child)) return { fault: 'circular', external, identified };
    else if (sizes.has(child)) frame.size += sizes.get(child) ?? 0;
    else if (stack.length >= DEPTH_LIMIT) return { fault: 'deep', external, identified };
    else stack.push(enter(child));
  }
  return { external, identified };
}
