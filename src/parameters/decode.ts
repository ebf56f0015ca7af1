/** Raw text → text; undefined where the raw text is malformed. */
export type Decode = (raw: string) => string | undefined;

// NUL ends a text for databases and file systems, which then see another value than the one that was checked.
function unescapeText(raw: string): string | undefined {
  try {
    const text = decodeURIComponent(raw);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Percent-decoding of paths and cookies (RFC 3986 §2.1). A plus sign is a plus sign. */
export const decodePercent: Decode = (raw) => (raw.includes('%') ? unescapeText(raw) : raw);

/** Decoding of query strings and forms, where a plus sign is a space (WHATWG URL §5.1). */
export const decodeForm: Decode = (raw) =>
  raw.includes('+') ? decodePercent(raw.replaceAll('+', ' ')) : decodePercent(raw);

/** Whether a raw text may be other than the text it stands for, in whatever part of a request. */
export const isEscaped = (raw: string): boolean =>
  raw.includes('%') || raw.includes('+') || raw.includes('"');

/** Header fields and cookies of `style: cookie` are not percent-encoded (OpenAPI 3.2 §4.12.3). */
export const keepText: Decode = (raw) => raw;

/** The quotes around a cookie value are no part of it (RFC 6265 §4.1.1). */
export const decodeCookie: Decode = (raw) =>
  decodePercent(raw.length > 1 && raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1) : raw);
