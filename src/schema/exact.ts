/** What Ajv decides too roughly or too slowly. */

const TENTHS = 10n;

/** A number as it is written: digits, and how many of them stand behind the point. */
const decimalOf = (value: number): { digits: bigint; scale: number } => {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) };
};

const exactRemainder = (value: number, divisor: number): bigint => {
  const a = decimalOf(value);
  const b = decimalOf(divisor);
  const scale = Math.max(a.scale, b.scale);
  return (a.digits * TENTHS ** BigInt(scale - a.scale)) % (b.digits * TENTHS ** BigInt(scale - b.scale));
};

/** `multipleOf` on the numbers as they are written, so that 0.07 is a multiple of 0.01. */
export const isMultipleOf = (value: number, divisor: number): boolean => {
  if (!(divisor > 0) || !Number.isFinite(value)) return false;
  if (Number.isInteger(value) && Number.isInteger(divisor)) return value % divisor === 0;
  return exactRemainder(value, divisor) === 0n;
};

/** A text that equal JSON values share, whatever the order of their properties. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`,
  );
  return `{${members.sort().join()}}`;
};

/** `uniqueItems` in time that grows with the array, not with its square. */
export const areUnique = (items: readonly unknown[]): boolean =>
  new Set(items.map(canonical)).size === items.length;
