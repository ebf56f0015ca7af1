import type { Pointer } from '../document/operation.ts';

/** Reads what is said of each pointer once. */
export const remembering = <Value>(read: (pointer: Pointer) => Value): ((pointer: Pointer) => Value) => {
  const known = new Map<Pointer, Value>();
  return (pointer) => {
    const before = known.get(pointer);
    if (before !== undefined || known.has(pointer)) return before as Value;
    const value = read(pointer);
    known.set(pointer, value);
    return value;
  };
};
