import type { MediaType, ResponseRecord, Schemas } from '../document/operation.ts';
import { memberOf } from '../problem/pointer.ts';
import { nodeAt, nodeOf, own } from './node.ts';

/** An example of a document: a value to be written, or the text that it is written as. */
export type Example = { readonly value: unknown } | { readonly text: string };

/** A field that is there, even where it is null. */
const field = (node: object, name: string): Example | null =>
  Object.hasOwn(node, name) ? { value: own(nodeOf(node), name) } : null;

/** An Example Object says its value in one of several ways; what lies elsewhere (`externalValue`) is not fetched. */
function readExample(schemas: Schemas, pointer: string, asText: boolean): Example | null {
  const node = nodeAt(schemas, pointer);
  const value = field(node, 'value') ?? field(node, 'dataValue');
  const text = own(node, 'serializedValue');
  return typeof text === 'string' && (asText || value === null) ? { text } : value;
}

/** The `examples` of a Media Type Object or a Header Object by name, in the order of the document. */
export function namedExamples(
  schemas: Schemas,
  holder: string,
  asText: boolean,
): ReadonlyMap<string, Example> {
  const named = nodeOf(own(nodeAt(schemas, holder), 'examples'));
  return new Map(
    Object.keys(named).flatMap((name): [string, Example][] => {
      const example = readExample(schemas, memberOf(holder, 'examples', name), asText);
      return example === null ? [] : [[name, example]];
    }),
  );
}

/** The examples of a media type: one without a name, and named ones. */
export interface Examples {
  readonly only: Example | null;
  readonly named: ReadonlyMap<string, Example>;
}

/** The example that is sent where none is asked for by name; null where the document has none. */
export const firstOf = ({ only, named }: Examples): Example | null => {
  const [first] = named.values();
  return only ?? first ?? null;
};

const NO_EXAMPLES: ReadonlyMap<string, Example> = new Map();

/** Before 3.0 a response holds its examples by media type, whose names may be written in any case. */
function readExamples2(schemas: Schemas, response: ResponseRecord, type: string): Examples {
  const examples = nodeOf(own(nodeAt(schemas, response.pointer), 'examples'));
  const name = Object.keys(examples).find((key) => key.toLowerCase() === type);
  return { only: name === undefined ? null : { value: own(examples, name) }, named: NO_EXAMPLES };
}

/** Reads the examples that a document gives for a media type of a response. `asText`: whether it is written by us, or only as it stands. */
export const readExamples = (
  schemas: Schemas,
  response: ResponseRecord,
  { type, pointer }: MediaType,
  asText: boolean,
): Examples =>
  schemas.version === '2.0'
    ? readExamples2(schemas, response, type)
    : {
        only: field(nodeAt(schemas, pointer), 'example'),
        named: namedExamples(schemas, pointer, asText),
      };
