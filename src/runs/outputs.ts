/** Integers beyond those of numbers are told by their digits. */
const plainly = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

/** Characters of all outputs of a run, as JSON. */
const MOST_CHARACTERS = 1_048_576;

const TOO_LARGE = 'The outputs of a run may have a mebibyte of JSON. Answer with what is larger: ';

/** Named results as JSON tells them, a copy that the process has no hold on. One that JSON cannot tell is left out, and told of. */
export function toPlain(
  outputs: Readonly<Record<string, unknown>>,
  failed: (error: unknown) => void,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(outputs);
  if (names.length === 0) return NOTHING;
  let length = 0;
  const entries = names.flatMap((name): [string, unknown][] => {
    try {
      const text = JSON.stringify(outputs[name], plainly);
      length += text?.length ?? 0;
      if (length > MOST_CHARACTERS) throw new RangeError(TOO_LARGE + name);
      return text === undefined ? [] : [[name, JSON.parse(text)]];
    } catch (error) {
      failed(error);
      return [];
    }
  });
  return Object.fromEntries(entries);
}
