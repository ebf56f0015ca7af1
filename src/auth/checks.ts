import { nearest } from '../problem/nearest.ts';

/** Names of what is being set up stand at the head of what is said of it. */
type Door = string;

/** The name that was probably meant, as a question; nothing where none is near. */
export function didYouMean(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/**
 * A misspelt option must not be taken for none: it may be the one that keeps somebody out.
 *
 * @throws {TypeError} for what is no object, and for a member that there is not.
 */
export function checkMembers(door: Door, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${door}: give an object { ${known.join(', ')} }.`);
  const given = Object.entries(value).filter(([, one]) => one !== undefined);
  const unknown = given.map(([name]) => name).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(
    `${door}: there is no option ${unknown}.${didYouMean(unknown, known) || ` Use one of ${known.join(', ')}.`}`,
  );
}

const isListOfTexts = (value: unknown): boolean =>
  value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string'));

/** @throws {TypeError} for scopes and roles of somebody that are no lists: parts of a text would do for them. */
export function checkTraits(
  door: Door,
  traits: { readonly scopes?: unknown; readonly roles?: unknown },
): void {
  for (const name of ['scopes', 'roles'] as const)
    if (!isListOfTexts(traits[name]))
      throw new TypeError(`${door}: ${name} is no list of texts. Give ['a', 'b'].`);
}

/** @throws {TypeError} for what is no text. */
export function requireText(door: Door, name: string, value: unknown, mend: string): string {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${door}: ${name} is missing. ${mend}`);
  return value;
}

/** @throws {TypeError} for what is neither a text nor a list of them. */
export function requireTexts(door: Door, name: string, value: unknown, mend: string): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (texts.length === 0) throw new TypeError(`${door}: ${name} is empty. ${mend}`);
  return texts.map((text) => requireText(door, name, text, mend));
}

/** A time in seconds. A `timeout` elsewhere is in milliseconds, which would be hours here. */
export function toSeconds(
  door: Door,
  name: string,
  value: unknown,
  { standard, most = Number.MAX_SAFE_INTEGER }: { readonly standard: number; readonly most?: number },
): number {
  const seconds = value ?? standard;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= most))
    throw new TypeError(
      `${door}: ${name} ${String(value)} is no time: give seconds${most < Number.MAX_SAFE_INTEGER ? `, at most ${most}` : ''}.`,
    );
  return seconds;
}

/** A length in characters. */
export function toMaxLength(door: Door, value: unknown): number {
  const length = value ?? 8192;
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 1)
    throw new TypeError(`${door}: maxLength ${String(value)} is no length: give characters, at least 1.`);
  return length;
}
