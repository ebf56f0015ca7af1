import { referenceOf } from './node.ts';
import { DEPTH_LIMIT } from './parse.ts';

/** Nodes that a document may have once its shared parts are written out: far above the largest in use. */
const NODE_LIMIT = 20_000_000;

/** Why nobody should walk a document. */
export type Fault = 'deep' | 'large' | 'circular';

export interface Survey {
  readonly fault?: Fault;
  /** What `$ref`s name that lead out of the file, without fragments. */
  readonly external: readonly string[];
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
  const outside = new Set<string>();
  let identified = false;
  const sizes = new Map<object, number>();
  const open = new Set<object>();

  const enter = (value: object): Frame => {
    if (shared) open.add(value);
    if (!Array.isArray(value)) {
      const reference = referenceOf(value);
      if (reference !== undefined && !reference.startsWith('#')) outside.add(reference.replace(/#.*$/s, ''));
      for (const name of Object.keys(value)) if (IDENTIFIERS.has(name)) identified = true;
    }
    return { value, children: Object.values(value), next: 0, size: 1 };
  };

  const report = (fault?: Fault): Survey => ({
    external: [...outside],
    identified,
    ...(fault === undefined ? {} : { fault }),
  });

  const leave = ({ value, size }: Frame): void => {
    stack.pop();
    const parent = stack.at(-1);
    if (parent !== undefined) parent.size += size;
    if (!shared) return;
    open.delete(value);
    sizes.set(value, size);
  };

  const stack = isObject(tree) ? [enter(tree)] : [];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    if (frame.size > NODE_LIMIT) return report('large');
    if (frame.next === frame.children.length) {
      leave(frame);
      continue;
    }
    const child = frame.children[frame.next];
    frame.next += 1;
    if (!isObject(child)) frame.size += 1;
    else if (open.has(child)) return report('circular');
    else if (sizes.has(child)) frame.size += sizes.get(child) ?? 0;
    else if (stack.length >= DEPTH_LIMIT) return report('deep');
    else stack.push(enter(child));
  }
  return report();
}
