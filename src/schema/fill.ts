import type { Check } from '../problem/issue.ts';
import { countNodes } from './budget.ts';
import { isPlain, type Part, type Shape } from './fill-part.ts';

const PER_NODE = 8;
const BASE = 100_000;

/** Says whether a value fits schemas, as long as that costs no more than the value is worth. */
const createJudge = (root: unknown): ((value: unknown) => (check: Check) => boolean) => {
  let left: number | undefined;
  return (value) => {
    let size: number | undefined;
    return (check) => {
      left ??= BASE + PER_NODE * countNodes(root);
      size ??= countNodes(value);
      left -= size;
      return left >= 0 && check(value) === null;
    };
  };
};

/** All schemas that speak of a value, each once. What it fits is asked before anything in it is filled. */
const shapesOf = (
  value: unknown,
  parts: readonly Part[],
  holds: (check: Check) => boolean,
): readonly Shape[] => {
  const met = new Set(parts);
  const shapes: Shape[] = [];
  for (const part of met) {
    const shape = part();
    shapes.push(shape);
    for (const one of shape.always) met.add(one);
    for (const choice of shape.choices) for (const one of choice.choose(value, holds)) met.add(one);
  }
  return shapes;
};

/** Each value gets a default of its own, for a process may change it. Most are no objects, and copying those would cost more than all else. */
const copyOf = (content: unknown): unknown =>
  typeof content === 'object' && content !== null ? structuredClone(content) : content;

const fillMembers = (value: Record<string, unknown>, shapes: readonly Shape[]): void => {
  for (const { defaults } of shapes)
    for (const [name, content] of defaults)
      if (!Object.hasOwn(value, name) || value[name] === undefined) value[name] = copyOf(content);
};

const partsOfMember = ({ properties, patterns, additional, named }: Shape, name: string): readonly Part[] => {
  const own = properties.get(name);
  const matching = patterns.filter(([names]) => names.test(name));
  const isAdditional = additional !== null && !named.has(name) && matching.length === 0;
  return [own, ...matching.map(([, part]) => part), isAdditional ? additional : null].filter(
    (part) => part !== null && part !== undefined,
  );
};

type Step = readonly [value: unknown, parts: readonly Part[]];

const membersOf = (value: Readonly<Record<string, unknown>>, shapes: readonly Shape[]): readonly Step[] => {
  const isOpen = shapes.some(({ additional, patterns }) => additional !== null || patterns.length > 0);
  const names = isOpen
    ? Object.keys(value)
    : new Set(shapes.flatMap(({ properties }) => [...properties.keys()]));
  return [...names].flatMap((name): Step[] => {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (typeof member !== 'object' || member === null) return [];
    return [[member, shapes.flatMap((shape) => partsOfMember(shape, name))]];
  });
};

const itemsOf = (value: readonly unknown[], shapes: readonly Shape[]): readonly Step[] =>
  value.flatMap((item, index): Step[] => {
    if (typeof item !== 'object' || item === null) return [];
    const parts = shapes.map(({ prefix, items }) => (index < prefix.length ? prefix[index] : items));
    return [[item, parts.filter((part) => part !== null && part !== undefined)]];
  });

/** Fills what a valid value lacks with the defaults of its schemas. Goes from the outside in, without recursion. */
export const fill = (root: unknown, start: Part): void => {
  const judge = createJudge(root);
  const waiting: Step[] = [[root, [start]]];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const [value, parts] = step;
    const isList = Array.isArray(value);
    if (parts.length === 0 || !(isList || isPlain(value))) continue;
    const shapes = shapesOf(value, parts, judge(value));
    if (!isList) fillMembers(value, shapes);
    // One by one: a call takes no more arguments than there is stack, and a list may have any number of items.
    for (const within of isList ? itemsOf(value, shapes) : membersOf(value, shapes)) waiting.push(within);
  }
};
