import { referenceOf } from './node.ts';
import { DEPTH_LIMIT } from './parse.ts';

/** Nodes that a document may have once its shared parts are written out: far above the largest in use. */
const NODE_LIMIT = 5_000_000;

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

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Files that a discriminator maps tags to, without fragments. What may be the name of a schema is none. */
const mappedFiles = (value: object): readonly string[] => {
  if (!('propertyName' in value && 'mapping' in value) || !isObject(value.mapping)) return [];
  return Object.values(value.mapping).flatMap((target: unknown) => {
    const file = typeof target === 'string' ? target.replace(/#.*$/s, '') : '';
    return /\/|\.(json|ya?ml)$/i.test(file) ? [file] : [];
  });
};

/** What a walk meets on its way. */
const createNotes = (): { note(value: object): void; report(fault?: Fault): Survey } => {
  const external = new Set<string>();
  let identified = false;
  return {
    note(value) {
      const reference = referenceOf(value);
      if (reference !== undefined && !reference.startsWith('#')) external.add(reference.replace(/#.*$/s, ''));
      for (const file of mappedFiles(value)) external.add(file);
      for (const name of IDENTIFIERS) if (Object.hasOwn(value, name)) identified = true;
    },
    report: (fault) => ({ external: [...external], identified, ...(fault === undefined ? {} : { fault }) }),
  };
};

/** One pass over what was read from JSON, where nothing can be shared. */
export function surveyTree(tree: unknown): Survey {
  const { note, report } = createNotes();
  const values: unknown[] = [tree];
  const depths = [1];
  for (let depth = depths.pop(); depth !== undefined; depth = depths.pop()) {
    const value = values.pop();
    if (!isObject(value)) continue;
    if (depth > DEPTH_LIMIT) return report('deep');
    if (!Array.isArray(value)) note(value);
    for (const child of Object.values(value)) {
      if (!isObject(child)) continue;
      values.push(child);
      depths.push(depth + 1);
    }
  }
  return report();
}

/** A part of a document, and what it would come to if it were written out. */
interface Part {
  readonly value: object;
  readonly children: readonly unknown[];
  next: number;
  size: number;
  height: number;
}

/**
 * One pass over a tree whose parts may be shared (YAML aliases, objects used twice). Each is visited once and counted
 * as often as it would be written, so that aliases of aliases show as what they are.
 */
export function surveyGraph(tree: unknown): Survey {
  const { note, report } = createNotes();
  const done = new Map<object, Part>();
  const open = new Set<object>();

  const enter = (value: object): Part => {
    open.add(value);
    if (!Array.isArray(value)) note(value);
    return { value, children: Object.values(value), next: 0, size: 1, height: 1 };
  };

  const add = (parent: Part, { size, height }: Part): void => {
    parent.size += size;
    parent.height = Math.max(parent.height, height + 1);
  };

  const leave = (part: Part): void => {
    open.delete(part.value);
    done.set(part.value, part);
    stack.pop();
    const parent = stack.at(-1);
    if (parent !== undefined) add(parent, part);
  };

  const stack = isObject(tree) ? [enter(tree)] : [];
  for (let part = stack.at(-1); part !== undefined; part = stack.at(-1)) {
    if (part.size > NODE_LIMIT) return report('large');
    if (part.height > DEPTH_LIMIT || stack.length > DEPTH_LIMIT) return report('deep');
    if (part.next === part.children.length) {
      leave(part);
      continue;
    }
    const child = part.children[part.next];
    part.next += 1;
    if (!isObject(child)) {
      part.size += 1;
      continue;
    }
    if (open.has(child)) return report('circular');
    const before = done.get(child);
    if (before === undefined) stack.push(enter(child));
    else add(part, before);
  }
  return report();
}
