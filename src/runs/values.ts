/** Marks what JSON has no form for. */
const MARK = '$opbind';

interface Marked {
  readonly [MARK]: 'bigint' | 'object';
  readonly value: unknown;
}

const bearsMark = (value: unknown): value is Marked =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, MARK);

/** A bigint as a marked object; an object that bears the mark itself, as the list of its members. */
function mark(_name: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { [MARK]: 'bigint', value: String(value) };
  return bearsMark(value) ? { [MARK]: 'object', value: Object.entries(value) } : value;
}

function unmark(_name: string, value: unknown): unknown {
  if (!bearsMark(value)) return value;
  return value[MARK] === 'bigint'
    ? BigInt(value.value as string)
    : Object.fromEntries(value.value as [string, unknown][]);
}

/** Cast values → JSON. Integers beyond those of numbers stay exact. */
export const writeValues = (values: unknown): string => JSON.stringify(values, mark);

/** What {@link writeValues} wrote. */
export const readValues = (text: string): unknown => JSON.parse(text, unmark);
