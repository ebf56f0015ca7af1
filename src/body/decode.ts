import { bytesOf } from '../http/bytes.ts';
import { isJson, isText, isXml, type MediaTypeParts } from '../http/media-type.ts';
import type { Issue } from '../problem/issue.ts';
import { Problem } from '../problem/problem.ts';
import { compileReadText, compileReadXmlText, isUtf8, type ReadText } from './charset.ts';
import { toFormText } from './form-text.ts';
import { isPoisonedForm, POISONED, readJson } from './json.ts';
import { malformed } from './refusals.ts';

/** Text of a form → typed object. Fields that cannot be cast are pushed to `issues`. */
export type ReadForm = (text: string, issues: Issue[]) => Record<string, unknown>;

/** Text of XML → value as its schema describes it; a {@link Problem} where it is malformed. What cannot be cast is pushed to `issues`. */
export type ReadXml = (text: string, issues: Issue[]) => unknown;

/** Bytes of one media type → value, or a promise of it; a {@link Problem} where they are not what the type says. */
export type Decode = (bytes: Uint8Array, issues: Issue[]) => unknown;

/** The same of a text whose charset somebody else has decoded. */
export type DecodeText = (text: string, issues: Issue[]) => unknown;

export interface Decoder {
  readonly decode: Decode;
  readonly decodeText: DecodeText;
  /** The text of what somebody else has parsed, where that has to be read again to get its types; null where it has them. */
  readonly textOf?: (value: unknown) => string | null;
}

/** What reads the texts that a schema gives their types. */
export interface TypedReaders {
  readonly form: () => ReadForm;
  readonly xml: () => ReadXml;
}

const through = (readText: ReadText | null, decodeText: DecodeText): Decoder | null =>
  readText && {
    decodeText,
    decode: (bytes, issues) => {
      const text = readText(bytes);
      return text instanceof Problem ? text : decodeText(text, issues);
    },
  };

const isForm = ({ type, subtype }: MediaTypeParts): boolean =>
  type === 'application' && subtype === 'x-www-form-urlencoded';

/** The fields of a form, if none of them could change a prototype. */
const readClean =
  (readForm: ReadForm): DecodeText =>
  (text, issues) => {
    const fields = readForm(text, issues);
    return isPoisonedForm(fields) ? malformed(POISONED) : fields;
  };

const asForm = (decoder: Decoder | null): Decoder | null => decoder && { ...decoder, textOf: toFormText };

const BYTES: Decoder = { decode: (bytes) => bytes, decodeText: (text) => bytesOf(text) };

/** The decoder for the media type of a request; null where its charset cannot be read here. */
export function compileDecode(sent: MediaTypeParts, { form, xml }: TypedReaders): Decoder | null {
  const charset = sent.parameters['charset'];
  const inCharset = (): ReadText | null => compileReadText(charset ?? 'utf-8');
  const inUtf8 = (): ReadText | null => (isUtf8(charset ?? 'utf-8') ? inCharset() : null);
  if (isJson(sent)) return through(inUtf8(), readJson);
  if (isForm(sent)) return asForm(through(inUtf8(), readClean(form())));
  if (isXml(sent)) return through(compileReadXmlText(charset), xml());
  if (isText(sent)) return through(inCharset(), (text) => text);
  return BYTES;
}
