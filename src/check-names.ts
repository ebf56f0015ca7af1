import { nearest } from './problem/nearest.ts';

/**
 * Holds the names of options that are given to a function to those that there are. A misspelt one must not be taken for none.
 *
 * @param elsewhere Names that others have for the same, with those that they have here.
 */
export function checkNames(
  door: string,
  options: object,
  known: readonly string[],
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = Object.hasOwn(elsewhere, unknown) ? elsewhere[unknown] : nearest(unknown, known);
  const mend = meant === undefined ? `There are ${known.join(', ')}.` : `Did you mean ${meant}?`;
  throw new TypeError(`${door}: there is no option ${unknown}. ${mend}`);
}
