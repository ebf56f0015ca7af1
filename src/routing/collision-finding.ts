import type { Finding } from '../problem/finding.ts';
import type { RoutePath } from './route-path.ts';
import { compileTake, type Segment, setOf } from './segment.ts';
import { compilePath } from './template.ts';
import { describeSet, takesAll } from './text-set.ts';

/** Two paths, the one that goes first first, and the decoded segments of a path that fits both. */
export interface Collision {
  readonly a: RoutePath;
  readonly b: RoutePath;
  readonly texts: readonly string[];
}

/** `GET /pets`, with the operationId where the template tells nothing apart. */
const nameOf = ({ operation }: RoutePath, other: RoutePath): string => {
  const name = `${operation.method} ${operation.template}`;
  return operation.template === other.operation.template && operation.id !== name
    ? `${name} (${operation.id})`
    : name;
};

const exampleOf = ({ a, texts }: Collision): string => {
  const values = a.segments.flatMap((segment, level) => {
    const text = texts[level] ?? '';
    return segment.slots.length === 0 ? [] : compileTake(segment)(text, text);
  });
  return compilePath(a.basePath, a.operation.template)(values);
};

/** The first segments that differ, or else the first parameters. */
const blamed = (a: readonly Segment[], b: readonly Segment[]): number => {
  const differs = a.findIndex((segment, level) => segment.key !== b[level]?.key);
  return differs < 0 ? a.findIndex((segment) => segment.slots.length > 0) : differs;
};

const explain = (a: Segment, b: Segment, text: string): string => {
  const [setA, setB] = [setOf(a), setOf(b)];
  if (setB === null) return `${text} fits both ${a.label} and ${b.label}`;
  const kind = describeSet(setB);
  if (setA === null)
    return takesAll(setB) ? `${b.label} is ${kind}` : `${text} fits ${b.label}, which is ${kind}`;
  return a.label === b.label
    ? `${a.label} is ${kind} in both`
    : `${a.label} is ${describeSet(setA)}, ${b.label} is ${kind}`;
};

const mend = (a: readonly Segment[], b: readonly Segment[]): string => {
  const level = a.findIndex((segment, index) => segment.rank !== b[index]?.rank);
  const [first, second] = [a[level], b[level]];
  if (first !== undefined && second !== undefined) {
    return `Bind with { collisions: "concrete-first" } to let ${first.label} go before ${second.label}, or narrow ${second.label} (enum, format, integer).`;
  }
  return a.some((segment) => segment.slots.length > 0)
    ? 'Narrow a parameter (enum, format, integer) until no URL fits both, or bind only one of them.'
    : 'Give one of them another path, or bind only one.';
};

/** Says which two collide, where, why, and what helps. */
export function toFinding(collision: Collision): Finding {
  const { a, b, texts } = collision;
  const level = blamed(a.segments, b.segments);
  const [first, second] = [a.segments[level], b.segments[level]];
  const reason = first && second ? explain(first, second, texts[level] ?? '') : 'their paths are equal';
  return {
    code: 'route-collision',
    pointer: a.operation.pointer.replace(/^#/, ''),
    message: `${nameOf(a, b)} and ${nameOf(b, a)} both answer ${exampleOf(collision)}: ${reason}.`,
    mend: mend(a.segments, b.segments),
  };
}
