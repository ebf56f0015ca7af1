/** Integers beyond those of numbers are told by their digits. */
const plainly = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/** Named results as JSON tells them, a copy that the process has no hold on. One that JSON cannot tell is left out, and told of. */
export function toPlain(
  outputs: Readonly<Record<string, unknown>>,
  failed: (error: unknown) => void,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(outputs);
  if (names.length === 0) return NOTHING;
  const entries = names.flatMap((name): [string, unknown][] => {
    try {
      const text = JSON.stringify(outputs[name], plainly);
      return text === undefined ? [] : [[name, JSON.parse(text)]];
    } catch (error) {
      failed(error);
      return [];
    }
  });
  return Object.fromEntries(entries);
}
