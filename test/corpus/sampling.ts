import fc from 'fast-check';
import { sample } from 'openapi-sampler';
import { isRecord } from './corpus.ts';

type Schema = Readonly<Record<string, unknown>>;

const texts = new Map<string, readonly string[]>();

/** Texts that fit a pattern; none where it has what fast-check does not know. */
function textsOf(pattern: string): readonly string[] {
  const known = texts.get(pattern);
  if (known !== undefined) return known;
  let made: readonly string[] = [];
  try {
    made = fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { numRuns: 20, seed: 1 });
  } catch {
    // Left to openapi-sampler.
  }
  texts.set(pattern, made);
  return made;
}

/** What a sample is taken from rather than made up. */
const KNOWN = ['example', 'examples', 'enum', 'const', 'default'];

const BASE64 = 'YWJj';

/** openapi-sampler takes most of what a pattern is made of literally, and knows no base64. */
const exampleOf = ({ format, pattern, minLength = 0, maxLength = Infinity }: Schema): string | undefined =>
  format === 'byte'
    ? BASE64
    : typeof pattern === 'string'
      ? textsOf(pattern).find((text) => text.length >= Number(minLength) && text.length <= Number(maxLength))
      : undefined;

const isNull = (schema: unknown): boolean => isRecord(schema) && schema['type'] === 'null';

/** Of `null` and something openapi-sampler makes `{}`, which is neither. */
const withoutNull = (alternatives: unknown): unknown =>
  Array.isArray(alternatives) && alternatives.length > 1
    ? alternatives.filter((schema) => !isNull(schema))
    : alternatives;

const readable = (_key: string, value: unknown): unknown => {
  if (!isRecord(value)) return value;
  const { oneOf, anyOf } = value;
  const example = exampleOf(value);
  return {
    ...(example !== undefined && !KNOWN.some((name) => name in value) && { example }),
    ...value,
    ...(oneOf !== undefined && { oneOf: withoutNull(oneOf) }),
    ...(anyOf !== undefined && { anyOf: withoutNull(anyOf) }),
  };
};

/** The document as openapi-sampler can make the most of it. */
export const toReadable = (document: unknown): object => JSON.parse(JSON.stringify(document), readable);

/** A value that a schema describes: its example, or one made up. */
export const sampleOf = (schema: object, document: object): unknown =>
  sample(schema, { quiet: true, skipReadOnly: true }, document);
