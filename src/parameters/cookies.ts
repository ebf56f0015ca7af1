import type { Raws, Slots } from './slots.ts';

/**
 * Puts the pairs of a `Cookie` field into their slots. Names and values are as they are, white space around them aside
 * (RFC 6265 §5.2).
 *
 * @param ampersands Names of values that spread over pairs in `style: form`, which OpenAPI joins by `&` even in a cookie
 * (Appendix D).
 */
export function placeCookies(
  field: string,
  raws: Raws,
  { place }: Slots,
  ampersands: ReadonlySet<string>,
): void {
  const placePair = (pair: string): void => {
    const equals = pair.indexOf('=');
    if (equals !== -1) place(raws, pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  };
  for (const pair of field.split(';')) {
    const name = ampersands.size === 0 ? '' : pair.slice(0, pair.indexOf('=')).trim();
    if (ampersands.has(name)) pair.split('&').forEach(placePair);
    else placePair(pair);
  }
}

const QUOTED = /^"(.*)"$/;

/** The quotes around a cookie value are no part of it (RFC 6265 §4.1.1); lists, for their commas, are sent with them. */
export const unquote = (raw: string): string => QUOTED.exec(raw)?.[1] ?? raw;
