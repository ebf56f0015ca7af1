import type { MediaType, Pointer } from '../document/operation.ts';
import { type MediaTypeParts, parseMediaType, specificity } from '../http/media-type.ts';
import type { Check } from '../problem/issue.ts';
import { compileDecode, type Decode, type ReadForm } from './decode.ts';

/** How a body of one media type is read and checked. */
export interface Reading {
  readonly decode: Decode;
  /** Null where the document has no schema for it. */
  readonly check: Check | null;
}

export interface SelectOptions {
  readonly checkOf: (schema: Pointer) => Check;
  /** How a form of this media type is read. */
  readonly formOf: (mediaType: MediaType) => ReadForm;
}

/** Finds the reading for the `Content-Type` of a request; null where the document declares none for it. */
export type Select = (contentType: string) => Reading | null;

interface Declared {
  readonly range: MediaTypeParts;
  readonly check: Check | null;
  readonly readForm: ReadForm;
}

/** Distinct fields that are remembered per operation, and their length. Callers send few; those who send many shall not fill the memory. */
const MOST_REMEMBERED = 32;
const LONGEST_REMEMBERED = 128;

function declare(mediaType: MediaType, { checkOf, formOf }: SelectOptions): readonly Declared[] {
  const range = parseMediaType(mediaType.type);
  const check = mediaType.schema === null ? null : checkOf(mediaType.schema);
  return range === null ? [] : [{ range, check, readForm: formOf(mediaType) }];
}

/** The declared media type that fits best (RFC 9110 §12.5.1: the most specific). */
function bestFit(declared: readonly Declared[], sent: MediaTypeParts): Declared | undefined {
  const [best] = declared
    .map((entry) => ({ entry, rank: specificity(entry.range, sent) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank);
  return best?.entry;
}

function remember<Value>(find: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = find(key);
    if (known.size < MOST_REMEMBERED && key.length <= LONGEST_REMEMBERED) known.set(key, value);
    return value;
  };
}

/** Which of the declared media types a body is of. Found out once for each distinct field. */
export function compileSelect(content: readonly MediaType[], options: SelectOptions): Select {
  const declared = content.flatMap((mediaType) => declare(mediaType, options));
  return remember((contentType) => {
    const sent = parseMediaType(contentType);
    const best = sent === null ? undefined : bestFit(declared, sent);
    if (sent === null || best === undefined) return null;
    const decode = compileDecode(sent, best.readForm);
    return decode && { decode, check: best.check };
  });
}
