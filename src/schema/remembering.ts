import type { Pointer } from '../document/operation.ts';

/** What is read of each key, most often a pointer, is read once: when it is first asked for. */
export const remembering = <Value, Key = Pointer>(read: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new Map<Key, Value>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined || known.has(key)) return before as Value;
    const value = read(key);
    known.set(key, value);
    return value;
  };
};
