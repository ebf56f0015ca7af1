const attempt = <Value>(make: () => Value): { readonly value: Value } | { readonly error: unknown } => {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
};

/** Makes a value when it is first asked for. What failed once fails again, at no cost. */
export const once = <Value>(make: () => Value): (() => Value) => {
  let made: ReturnType<typeof attempt<Value>> | undefined;
  return () => {
    made ??= attempt(make);
    if ('error' in made) throw made.error;
    return made.value;
  };
};
