import type { Shape } from '../document/operation.ts';
import { ANY, type ObjectShape } from './alternatives.ts';

/** Sets an own property, also where the name is `__proto__`. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}

/** What was compiled for each property, by name. Properties that the document does not know stay text; the schema's check has the say. */
export function compileMembers<Read>(
  { properties, additional }: ObjectShape,
  compile: (shape: Shape) => Read,
): (name: string) => Read {
  const reads = new Map([...properties].map(([name, shape]) => [name, compile(shape)]));
  const other = compile(additional || ANY);
  return (name) => reads.get(name) ?? other;
}

/** Names and values in turn → values by name, in the order of the names. */
export function groupByName(flat: readonly string[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const name = flat[index] ?? '';
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [flat[index + 1] ?? '']);
    else group.push(flat[index + 1] ?? '');
  }
  return groups;
}

export const single = (texts: readonly string[]): string | readonly string[] =>
  texts.length === 1 ? (texts[0] ?? '') : texts;
