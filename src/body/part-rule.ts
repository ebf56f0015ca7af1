import type { Encoding, Encodings, Parameter } from '../document/operation.ts';
import { isJson, isText, type MediaTypeParts, parseMediaType, specificity } from '../http/media-type.ts';
import type { Issue } from '../problem/issue.ts';
import type { PartHead } from './part-head.ts';

/**
 * What a part is to become by its schema: a file, a value that no file can be (an object, a number), or what it is sent as
 * (a text, or anything).
 */
export type PartKind = 'file' | 'value' | 'free';

/** Name of a part, or its place where parts have none. */
export type PartKey = string | number;

/** How the part is read that has begun. */
export type PartForm = 'file' | 'text' | 'json';

/** Checks the header fields of a part, by lower-case name. What is wrong with them is pushed to `issues` under the pointer. */
export type CheckHeaders = (
  headers: Readonly<Record<string, string>>,
  pointer: string,
  issues: Issue[],
) => void;

/** What the document says of one part. */
export interface PartRule {
  /** What the part would have to be sent as; null where it is. */
  readonly mismatch: (head: PartHead) => string | null;
  readonly formOf: (head: PartHead) => PartForm;
  readonly checkHeaders: CheckHeaders;
}

export interface RuleOptions {
  /** How a part is to be read by its schema. */
  readonly kindOf: (key: PartKey) => PartKind;
  readonly headersOf: (parameters: readonly Parameter[]) => CheckHeaders;
}

const rangesOf = (contentType: string): readonly MediaTypeParts[] =>
  contentType
    .split(',')
    .map((range) => parseMediaType(range.trim()))
    .filter((range) => range !== null);

/** Whether a part of this type is text to be cast or parsed, rather than bytes to be kept. */
const isReadable = (type: MediaTypeParts): boolean => isText(type) || isJson(type);

const mayBeReadable = (range: MediaTypeParts): boolean =>
  isReadable(range) || range.type === '*' || (range.type === 'application' && range.subtype === '*');

/** A part without a type is taken for what is declared if that is text: forms of browsers send no types with texts. */
const fits = (ranges: readonly MediaTypeParts[], type: MediaTypeParts | null): boolean =>
  type === null ? ranges.some(mayBeReadable) : ranges.some((range) => specificity(range, type) > 0);

const formOfFree = ({ fileName, type }: PartHead): PartForm => {
  if (fileName !== null || (type !== null && !isReadable(type))) return 'file';
  return type !== null && isJson(type) ? 'json' : 'text';
};

const formOfValue = ({ type }: PartHead): PartForm => (type !== null && isJson(type) ? 'json' : 'text');

/** Values come as JSON or as text; other bytes cannot be one. */
const isNoValue = ({ type }: PartHead): boolean => type !== null && !isReadable(type);

const NO_VALUE = 'Must be sent as application/json or text/plain.';

const mustBe = (contentType: string): string => `Must be sent as ${contentType}.`;

const noHeaders: CheckHeaders = () => undefined;

function compileRule(kind: PartKind, encoding: Encoding | undefined, { headersOf }: RuleOptions): PartRule {
  // Where a style is named, contentType is ignored (3.x Encoding Object).
  const contentType = encoding?.styled === false ? encoding.contentType : undefined;
  const ranges = contentType === undefined ? [] : rangesOf(contentType);
  const isFile = kind === 'file' || (kind === 'free' && ranges.length > 0 && !ranges.some(mayBeReadable));
  const formOf = kind === 'value' ? formOfValue : formOfFree;
  return {
    mismatch(head) {
      if (contentType !== undefined && ranges.length > 0 && !fits(ranges, head.type))
        return mustBe(contentType);
      return kind === 'value' && isNoValue(head) ? NO_VALUE : null;
    },
    formOf: isFile ? () => 'file' : formOf,
    checkHeaders: encoding?.headers === undefined ? noHeaders : headersOf(encoding.headers),
  };
}

type Rules = Readonly<Record<PartKind, PartRule>>;

const compileKinds = (encoding: Encoding | undefined, options: RuleOptions): Rules => ({
  file: compileRule('file', encoding, options),
  value: compileRule('value', encoding, options),
  free: compileRule('free', encoding, options),
});

/** The Encoding Object for a part. */
function encodingOf(
  { encoding, prefixEncoding, itemEncoding }: Encodings,
  key: PartKey,
): Encoding | undefined {
  if (typeof key === 'number') return prefixEncoding?.[key] ?? itemEncoding;
  return encoding !== undefined && Object.hasOwn(encoding, key) ? encoding[key] : undefined;
}

/** Finds what is said of a part. */
export function compileRules(encodings: Encodings, options: RuleOptions): (key: PartKey) => PartRule {
  const unencoded = compileKinds(undefined, options);
  const encoded = new Map<Encoding, Rules>();
  return (key) => {
    const encoding = encodingOf(encodings, key);
    const known = encoding === undefined ? unencoded : encoded.get(encoding);
    const rules = known ?? compileKinds(encoding, options);
    if (encoding !== undefined && known === undefined) encoded.set(encoding, rules);
    return rules[options.kindOf(key)];
  };
}
