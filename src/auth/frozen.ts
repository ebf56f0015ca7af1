/** An object, and all objects and lists in it. A list is walked, and nothing calls itself: texts may be deep. */
export function objectsIn(value: object): readonly object[] {
  const objects = [value];
  for (const one of objects)
    for (const inner of Object.values(one))
      if (typeof inner === 'object' && inner !== null) objects.push(inner);
  return objects;
}

/** A copy that nobody can change: who is known once is shown to many. */
export function frozenCopy<Value extends object>(value: Value): Value {
  const copy = structuredClone(value);
  for (const one of objectsIn(copy)) Object.freeze(one);
  return copy;
}
