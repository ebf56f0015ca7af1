/** Raw text → text; undefined where the raw text is malformed. */
export type Decode = (raw: string) => string | undefined;

/**
 * One character in percent-encoded UTF-8 (RFC 3629 §4), save NUL: it ends a text for databases and file systems, which
 * would then see another value than the one that was checked.
 */
const CHARACTER = new RegExp(
  [
    '%(?:0[1-9A-F]|[1-7][0-9A-F])',
    '%(?:C[2-9A-F]|D[0-9A-F])T',
    '%E0%[AB][0-9A-F]T',
    '%E[1-9A-CEF]TT',
    '%ED%[89][0-9A-F]T',
    '%F0%[9AB][0-9A-F]TT',
    '%F[1-3]TTT',
    '%F4%8[0-9A-F]TT',
  ]
    .join('|')
    .replaceAll('T', '%[89AB][0-9A-F]'),
  'iy',
);

/** Tells what `decodeURIComponent` would throw for; an exception is a hundred times dearer, and attackers know that. */
function isWellFormed(raw: string): boolean {
  for (let at = raw.indexOf('%'); at !== -1; at = raw.indexOf('%', CHARACTER.lastIndex)) {
    CHARACTER.lastIndex = at;
    if (!CHARACTER.test(raw)) return false;
  }
  return true;
}

/** Percent-decoding of paths and cookies (RFC 3986 §2.1). A plus sign is a plus sign. */
export const decodePercent: Decode = (raw) => {
  if (raw.indexOf('%') === -1) return raw;
  return isWellFormed(raw) ? decodeURIComponent(raw) : undefined;
};

/** Decoding of query strings and forms, where a plus sign is a space (WHATWG URL §5.1). */
export const decodeForm: Decode = (raw) =>
  raw.indexOf('+') === -1 ? decodePercent(raw) : decodePercent(raw.replaceAll('+', ' '));

// `indexOf` costs a fraction of `includes` here and above.
/** Whether a raw text may be other than the text it stands for, in whatever part of a request. */
export const isEscaped = (raw: string): boolean =>
  raw.indexOf('%') !== -1 || raw.indexOf('+') !== -1 || raw.indexOf('"') !== -1;

/** Header fields and cookies of `style: cookie` are not percent-encoded (OpenAPI 3.2 §4.12.3). */
export const keepText: Decode = (raw) => raw;
