/** An object, and all objects and lists in it, each once. A set is walked, and nothing calls itself: they may be deep, and lead back. */
export function objectsIn(value: object): readonly object[] {
  const objects = new Set([value]);
  for (const one of objects)
    for (const inner of Object.values(one))
      if (typeof inner === 'object' && inner !== null) objects.add(inner);
  return [...objects];
}

const isPlain = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
};

/** A copy that nobody can change, of objects and lists: whoever is known once is shown to many. What else is in them stays what it is. */
export function frozenCopy<Value extends object>(value: Value): Value {
  const copies = new Map<object, object>();
  const copyOf = (one: unknown): unknown => {
    if (!isPlain(one)) return one;
    const known = copies.get(one);
    if (known !== undefined) return known;
    const copy: object = Array.isArray(one) ? [] : {};
    copies.set(one, copy);
    return copy;
  };
  const whole = copyOf(value);
  // Grows as it is walked.
  for (const [from, to] of copies)
    for (const [key, inner] of Object.entries(from))
      Object.defineProperty(to, key, { value: copyOf(inner), enumerable: true });
  for (const copy of copies.values()) Object.freeze(copy);
  return whole as Value;
}
