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

/** Gives equal JSON values equal numbers, whatever the order of their properties. Each value within is looked at once. */
function createIdentify(spend: (cost: number) => void): (value: unknown) => number {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const identify = (value: unknown): number => {
    spend(1);
    if (Array.isArray(value)) return numberOf(`[${value.map(identify).join()}]`);
    if (typeof value !== 'object' || value === null) return numberOf(JSON.stringify(value) ?? 'undefined');
    const members = Object.entries(value).map(
      ([name, member]) => `${JSON.stringify(name)}:${identify(member)}`,
    );
    return numberOf(`{${members.sort().join()}}`);
  };
  return identify;
}

/** `uniqueItems` in time that grows with the array, not with its square. Arrays within arrays are looked at again by each, which has to be paid. */
export const areUnique = (
  items: readonly unknown[],
  spend: (cost: number) => void = () => undefined,
): boolean => new Set(items.map(createIdentify(spend))).size === items.length;

const areMembersEqual = (a: object, b: object): boolean => {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(Reflect.get(a, name), Reflect.get(b, name)))
  );
};

/** Whether two JSON values are equal, whatever the order of their members: `const` and `enum` in code that is written down. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return Array.isArray(a) === Array.isArray(b) && areMembersEqual(a, b);
}
