import { isNode, nodeOf, own, textOf as stringOf } from '../document/node.ts';
import type { Pointer, Schemas } from '../document/operation.ts';
import { isBinary } from '../document/shape.ts';
import { isLong } from '../parameters/number.ts';
import type { Side } from './side.ts';
import { atom, quote, type TypeText } from './text.ts';

/** What types say of numbers and formats. */
export interface FormatOptions {
  readonly int64: 'number' | 'bigint' | 'string';
  /** Whether texts of a format have types of their own. */
  readonly formats: boolean;
}

const UNBRANDED = new Set(['binary', 'byte', 'password', 'string']);

const isBranded = (format: string | undefined): format is string =>
  format !== undefined && !UNBRANDED.has(format);

const isBinaryFormat = (format: string | undefined): boolean => format === 'binary';

/** Writes the types of texts and numbers. */
export const createScalars =
  ({ int64, formats }: FormatOptions) =>
  (type: 'string' | 'number' | 'integer', format: string | undefined, side: Side): TypeText => {
    if (type !== 'string')
      return atom(type === 'integer' && side === 'cast' && isLong(format) ? int64 : 'number');
    if (side === 'parts') return atom(isBinaryFormat(format) ? 'Blob' : 'string');
    return atom(formats && isBranded(format) ? `Formatted<${quote(format)}>` : 'string');
  };

const QUIET = new Set([
  'type',
  'properties',
  'items',
  'prefixItems',
  'enum',
  'const',
  '$ref',
  '$dynamicRef',
  'allOf',
  'oneOf',
  'anyOf',
]);

/** Whether a side is given another value for a schema, by its format or because nothing is said of it. */
export const createIsOther =
  (schemas: Schemas, { int64, formats }: FormatOptions) =>
  (pointer: Pointer, side: Side): boolean => {
    const node = nodeOf(schemas.at(pointer));
    const format = stringOf(own(node, 'format'));
    // A text in parts may be sent as a file, whatever its format.
    if (side === 'parts') return isBinaryFormat(format) || isBinary(node) || (formats && isBranded(format));
    if (side !== 'cast') return false;
    const isObject = own(node, 'type') === 'object' && !isNode(own(node, 'properties'));
    const isBareList = own(node, 'type') === 'array' && !isNode(own(node, 'items'));
    return (
      (int64 !== 'number' && isLong(format)) ||
      isObject ||
      isBareList ||
      !Object.keys(node).some((keyword) => QUIET.has(keyword))
    );
  };
