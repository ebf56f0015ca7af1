// XML 1.0 §2.3 without the colon (Namespaces in XML §3), and without U+1680 and U+FEFF: the parser takes them for white space.
const START =
  'A-Z_a-z\\xC0-\\xD6\\xD8-\\xF6\\xF8-\\u02FF\\u0370-\\u037D\\u037F-\\u167F\\u1681-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFEFE\\uFF00-\\uFFFD';
const PART = `${START}\\-.0-9\\xB7\\u0300-\\u036F\\u203F\\u2040`;
const ASTRAL = '\\u{10000}-\\u{EFFFF}';

const NC_NAME = `[${START}${ASTRAL}][${PART}${ASTRAL}]*`;

/** Source of a name with at most one prefix. Its expression needs the flag `u`. */
export const QUALIFIED_NAME: string = `${NC_NAME}(?::${NC_NAME})?`;

const WHOLE = new RegExp(`^${NC_NAME}$`, 'u');

/** Whether a text is a name as it is, without a prefix. */
export const isName = (text: string): boolean => WHOLE.test(text);

export interface XmlName {
  readonly local: string;
  readonly prefix?: string | undefined;
  readonly namespace?: string | undefined;
}

/** What an element or attribute of a document is called. */
export interface SentName {
  readonly local: string;
  /** Empty where there is none. */
  readonly prefix: string;
  /** Undefined where the prefix is bound to nothing. */
  readonly namespace: string | undefined;
}

export const splitName = (name: string): readonly [prefix: string, local: string] => {
  const colon = name.indexOf(':');
  return colon === -1 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
};

const EMPTY = '_x_';
const ESCAPE = /_x([0-9A-Fa-f]{4})_/g;

const toEscape = (unit: string): string =>
  `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

const NO_PART = new RegExp(`[^${PART}]`, 'g');
const NO_START = new RegExp(`^[^${START}]`);

/** Any text → a name, as ISO 9075-14 writes them: what no name may hold is `_xHHHH_`, one escape for each UTF-16 unit. */
export function encodeName(text: string): string {
  if (text === '') return EMPTY;
  const literal = text.replace(/_(?=x([0-9A-Fa-f]{4})?_)/g, toEscape('_'));
  const named = isName(literal) ? literal : literal.replace(NO_PART, toEscape).replace(NO_START, toEscape);
  // Names that begin with xml are reserved (XML 1.0 §2.3).
  return named.replace(/^x(?=ml)/i, toEscape);
}

/** The text that {@link encodeName} made a name of. */
export const decodeName = (name: string): string =>
  name === EMPTY
    ? ''
    : name.includes('_x')
      ? name.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      : name;

/** A name in the one way that {@link encodeName} writes it. */
export const toUsual = (name: string): string => encodeName(decodeName(name));

/** Whether a name that was sent is the one that the schema says: the namespace counts, and the prefix only where there is none. */
export const isNamed = ({ local, namespace, prefix }: XmlName, sent: SentName): boolean =>
  (sent.local === local || toUsual(sent.local) === local) &&
  (namespace === undefined
    ? prefix === undefined || sent.prefix === '' || sent.prefix === prefix
    : sent.namespace === namespace);
