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
const mappedFiles = (mapping: object): readonly string[] =>
  Object.values(mapping).flatMap((target: unknown) => {
    const file = typeof target === 'string' ? target.replace(/#.*$/s, '') : '';
    return /\/|\.(json|ya?ml)$/i.test(file) ? [file] : [];
  });

interface Notes {
  /** One member of an object. */
  note(name: string, member: unknown, holder: object): void;
  report(fault?: Fault): Survey;
}

/** What a walk meets on its way. */
const createNotes = (): Notes => {
  const external = new Set<string>();
  let identified = false;
  return {
    note(name, member, holder) {
      if (name === '$ref') {
        if (typeof member !== 'string' || member.startsWith('#')) return;
        external.add(member.replace(/#.*$/s, ''));
      } else if (name === 'mapping') {
        if (!isObject(member) || !('propertyName' in holder)) return;
        for (const file of mappedFiles(member)) external.add(file);
      } else if (name.startsWith('$')) {
        identified ||= IDENTIFIERS.has(name);
      }
    },
    report: (fault) => ({ external: [...external], identified, ...(fault === undefined ? {} : { fault }) }),
  };
};

/** One pass over what was read from JSON, where nothing can be shared. It makes nothing anew: large documents have a million members. */
export function surveyTree(tree: unknown): Survey {
  const { note, report } = createNotes();

  const isDeep = (value: object, depth: number): boolean => {
    if (depth > DEPTH_LIMIT) return true;
    if (Array.isArray(value)) return value.some((item) => isObject(item) && isDeep(item, depth + 1));
    for (const name in value) {
      if (!Object.hasOwn(value, name)) continue;
      const member: unknown = value[name as keyof typeof value];
      note(name, member, value);
      if (isObject(member) && isDeep(member, depth + 1)) return true;
    }
    return false;
  };

  return report(isObject(tree) && isDeep(tree, 1) ? 'deep' : undefined);
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
    if (!Array.isArray(value)) for (const [name, member] of Object.entries(value)) note(name, member, value);
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
