/** Characters that no XML 1.0 document can hold, not even as a reference (§2.2). With `u`, a pair of surrogates is none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\p{Cs}]/u;

/** Where the first character stands that XML cannot hold; -1 where there is none. */
export const findForbidden = (text: string): number => text.search(FORBIDDEN);

export const isBlank = (text: string): boolean => /^[ \t\r\n]*$/.test(text);

const BLANK = ' \t\r\n';

/** Without white space around it; other spaces than XML's own are part of the text. */
export function trimBlank(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.includes(text.charAt(start))) start += 1;
  while (end > start && BLANK.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

const REFERENCE = /&(?:#([0-9]+)|#x([0-9A-Fa-f]+)|(lt|gt|amp|apos|quot));|&/g;

const characterOf = (code: number): string | null => {
  if (!(code <= 0x10ffff)) return null;
  const character = String.fromCodePoint(code);
  return findForbidden(character) === -1 ? character : null;
};

/** Text with its references resolved; null where one is none of XML's own. */
export function decodeReferences(text: string): string | null {
  if (!text.includes('&')) return text;
  let isWrong = false;
  const decoded = text.replace(REFERENCE, (_, decimal?: string, hex?: string, entity?: string) => {
    const character =
      entity !== undefined
        ? ENTITIES[entity]
        : decimal !== undefined || hex !== undefined
          ? characterOf(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal))
          : null;
    if (character === null || character === undefined) isWrong = true;
    return character ?? '';
  });
  return isWrong ? null : decoded;
}

const IN_TEXT: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
const IN_ATTRIBUTE: Readonly<Record<string, string>> = {
  ...IN_TEXT,
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
};

const toReference =
  (references: Readonly<Record<string, string>>) =>
  (character: string): string =>
    references[character] ?? character;

const asInText = toReference(IN_TEXT);
const asInAttribute = toReference(IN_ATTRIBUTE);

export const escapeText = (text: string): string => text.replace(/[&<>\r]/g, asInText);

// White space in an attribute would come out as spaces (XML 1.0 §3.3.3).
export const escapeAttribute = (text: string): string => text.replace(/[&<>"\t\n\r]/g, asInAttribute);

// A section can hold neither its own end nor a carriage return that survives (XML 1.0 §2.7, §2.11).
export const toCdata = (text: string): string =>
  `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>').replaceAll('\r', ']]>&#13;<![CDATA[')}]]>`;
