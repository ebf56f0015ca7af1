import { byteLengthOf } from '../http/bytes.ts';

/** Of problems in XML (RFC 9457, Appendix B). */
const NAMESPACE = 'urn:ietf:rfc:7807';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** What XML 1.0 has no way to write (§2.2): control characters, lone surrogates, and two that are none. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is replaced
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu;

const toText = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);

/** A member whose name can be no element has its odd characters replaced. */
const toName = (name: string): string => {
  const sane = name.replace(/[^\w.-]/g, '_');
  return /^[A-Za-z_]/.test(sane) && !/^xml/i.test(sane) ? sane : `_${sane}`;
};

const element = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return '';
  return `<${name}>${contentOf(value)}</${name}>`;
};

/** Members as elements, items as elements named `i`. */
function contentOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element('i', item)).join('');
  if (typeof value !== 'object' || value === null) return toText(String(value));
  return Object.entries(value)
    .map(([name, member]) => element(toName(name), member))
    .join('');
}

/** The XML of a problem, or of what stands for one; of JSON values only. */
export const toProblemXml = (details: object): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="${NAMESPACE}">${contentOf(details)}</problem>`;

/** Bytes that a part of a problem takes in XML. */
export const xmlBytes = (value: unknown): number => byteLengthOf(contentOf(value)) + 7;
