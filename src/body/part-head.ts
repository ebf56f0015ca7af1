import { byteLengthOf } from '../http/bytes.ts';
import { type MediaTypeParts, parseMediaType } from '../http/media-type.ts';
import { TOKEN } from '../http/token.ts';
import { cleanFileName, decodeFileName } from './file-name.ts';
import { malformed } from './refusals.ts';

/** What the header fields of a part say of it. */
export interface PartHead {
  /** Values by lower-case name, as sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** `form-data`, `attachment`, …; empty where there is no Content-Disposition. */
  readonly disposition: string;
  readonly name: string | null;
  /** Null where the part names none; empty where a form has a field for a file, and none was chosen. */
  readonly fileName: string | null;
  /** Null where nothing is said. */
  readonly type: MediaTypeParts | null;
}

const MOST_FIELDS = 64;

/** Bytes of the name of a field. */
const MOST_NAME = 1024;

const FIELD = new RegExp(`^(${TOKEN}):([^\\u0000-\\u0008\\u000a-\\u001f\\u007f]*)$`);

/** A line that goes on with the field before it (RFC 5322 §2.2.3). */
const FOLD = /\r\n[ \t]+/g;

const DISPOSITION = new RegExp(`^(${TOKEN})[ \\t]*`);
const PARAMETER = new RegExp(
  `;[ \\t]*(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;" \\t]+))[ \\t]*`,
  'y',
);

const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(head: Uint8Array): string {
  try {
    return decoder.decode(head);
  } catch {
    throw malformed('The header fields of a part have to be UTF-8.');
  }
}

/** Two of these would leave it to the reader which to take. */
const SINGLE = ['content-disposition', 'content-type', 'content-transfer-encoding'];

function readFields(head: Uint8Array): ReadonlyMap<string, string> {
  const lines = decode(head).replace(FOLD, ' ').split('\r\n').slice(1, -1);
  if (lines.length > MOST_FIELDS) throw malformed(`A part may have ${MOST_FIELDS} header fields at most.`);
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, sent, value] = FIELD.exec(line) ?? [];
    if (sent === undefined || value === undefined) throw malformed('A header field of a part is malformed.');
    const name = sent.toLowerCase();
    const before = fields.get(name);
    if (before !== undefined && SINGLE.includes(name))
      throw malformed(`A part may have one ${name} field at most.`);
    fields.set(name, before === undefined ? value.trim() : `${before}, ${value.trim()}`);
  }
  return fields;
}

/** Backslashes are kept where they escape nothing: old browsers send paths as they are. */
const unquote = (quoted: string): string => quoted.replaceAll(/\\(["\\])/g, '$1').replaceAll('%22', '"');

interface Disposition {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const NO_DISPOSITION: Disposition = { type: '', parameters: new Map() };

/** RFC 6266 §4.1, with quotation marks as browsers write them (`%22`, WHATWG HTML §4.10.22.8). */
function readDisposition(field: string): Disposition {
  const [opening, type] = DISPOSITION.exec(field) ?? [];
  if (opening === undefined || type === undefined)
    throw malformed('The Content-Disposition of a part is malformed.');
  const parameters = new Map<string, string>();
  const rest = field.replace(/;[ \t]*$/, '');
  for (let at = opening.length; at < rest.length; at = PARAMETER.lastIndex) {
    PARAMETER.lastIndex = at;
    const [, key, quoted, token] = PARAMETER.exec(rest) ?? [];
    const name = key?.toLowerCase();
    if (name === undefined || parameters.has(name))
      throw malformed('The Content-Disposition of a part is malformed.');
    parameters.set(name, quoted === undefined ? (token ?? '') : unquote(quoted));
  }
  return { type: type.toLowerCase(), parameters };
}

/** Some clients send both forms of a name. The one that says its charset is taken whole (RFC 6266 §4.3); RFC 7578 §4.2 wants none of it. */
function readFileName(parameters: ReadonlyMap<string, string>): string | null {
  const encoded = parameters.get('filename*');
  const plain = parameters.get('filename');
  if (encoded !== undefined) return cleanFileName(decodeFileName(encoded));
  return plain === undefined ? null : cleanFileName(plain);
}

function readName(parameters: ReadonlyMap<string, string>): string | null {
  const name = parameters.get('name') ?? null;
  if (name !== null && byteLengthOf(name) > MOST_NAME)
    throw malformed(`The name of a part may have ${MOST_NAME} bytes at most.`);
  return name;
}

function readType(field: string | undefined): MediaTypeParts | null {
  if (field === undefined || field === '') return null;
  return parseMediaType(field) ?? malformedType();
}

const malformedType = (): never => {
  throw malformed('The Content-Type of a part is malformed.');
};

/** Reads the header block of a part, from the line break before its first field to the one after its last. Throws a Problem. */
export function readPartHead(head: Uint8Array): PartHead {
  const fields = readFields(head);
  const field = fields.get('content-disposition');
  const { type, parameters } = field === undefined || field === '' ? NO_DISPOSITION : readDisposition(field);
  return {
    headers: Object.fromEntries(fields),
    disposition: type,
    name: readName(parameters),
    fileName: readFileName(parameters),
    type: readType(fields.get('content-type')),
  };
}
