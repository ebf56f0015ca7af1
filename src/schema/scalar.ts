import { sizedLengths } from '../http/sized.ts';
import { type Format, ofNumbers, ofTexts } from './formats.ts';
import { lengthOf } from './length.ts';
import { isNode, type JsonSchema, type SchemaNode } from './node.ts';

type Test<Value> = (value: Value) => boolean;

const always = (): boolean => true;

const OF_TYPE: Readonly<Record<string, Test<unknown>>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: Number.isFinite,
  string: (value) => typeof value === 'string',
};

const BOUNDS = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'minLength', 'maxLength'];

const KEYWORDS = new Set(['type', 'enum', 'format', ...BOUNDS]);

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Whether a schema asks for nothing that is not decided here. A keyword of the wrong type is left to Ajv, which names it. */
const isScalar = (schema: SchemaNode): boolean => {
  const { type = [], enum: values = [], format = '' } = schema;
  return (
    Object.keys(schema).every((keyword) => KEYWORDS.has(keyword)) &&
    [type].flat().every((one) => typeof one === 'string' && Object.hasOwn(OF_TYPE, one)) &&
    Array.isArray(values) &&
    values.every(isPlain) &&
    typeof format === 'string' &&
    BOUNDS.every((keyword) => schema[keyword] === undefined || typeof schema[keyword] === 'number')
  );
};

const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

const compileType = (type: unknown): Test<unknown> => {
  const tests = [type ?? []].flat().map((one) => OF_TYPE[String(one)] ?? always);
  const [only = always] = tests;
  return tests.length < 2 ? only : (value) => tests.some((test) => test(value));
};

const compileEnum = (values: unknown): Test<unknown> =>
  Array.isArray(values) ? (value) => values.includes(value) : always;

const compileNumber = (schema: SchemaNode, format: Format | undefined): Test<number> => {
  const least = numberOr(schema['minimum'], Number.NEGATIVE_INFINITY);
  const most = numberOr(schema['maximum'], Number.POSITIVE_INFINITY);
  const above = numberOr(schema['exclusiveMinimum'], Number.NEGATIVE_INFINITY);
  const below = numberOr(schema['exclusiveMaximum'], Number.POSITIVE_INFINITY);
  const fits = ofNumbers(format);
  return (value) =>
    !Number.isFinite(value) ||
    (value >= least && value <= most && value > above && value < below && fits(value));
};

const compileText = (schema: SchemaNode, format: Format | undefined): Test<string> => {
  const least = numberOr(schema['minLength'], 0);
  const most = numberOr(schema['maxLength'], Number.POSITIVE_INFINITY);
  const fits = ofTexts(format);
  // Characters are no more than the units of a text and no fewer than half of them, so few texts have to be counted.
  const isSure = ({ length }: string): boolean =>
    length >= 2 * least && length <= most && (length < sizedLengths.least || length > sizedLengths.most);
  const isOfLength: Test<string> = (text) => {
    if (isSure(text)) return true;
    const length = lengthOf(text);
    return length >= least && length <= most;
  };
  return (text) => isOfLength(text) && fits(text);
};

/**
 * What says yes or no to a value, where its schema is as plain as those of most parameters are; null for all others. An API that is asked for
 * nothing else starts without Ajv, which says in any case why a value is refused.
 */
export function compileScalar(
  schema: JsonSchema,
  formats: ReadonlyMap<string, Format>,
): Test<unknown> | null {
  if (!isNode(schema) || !isScalar(schema)) return null;
  const format = formats.get(String(schema['format']));
  const isOfType = compileType(schema['type']);
  const isListed = compileEnum(schema['enum']);
  const isNumber = compileNumber(schema, format);
  const isText = compileText(schema, format);
  return (value) => {
    if (!isOfType(value) || !isListed(value)) return false;
    if (typeof value === 'string') return isText(value);
    return typeof value !== 'number' || isNumber(value);
  };
}
