import type { Parameter, Pointer, Schemas } from '../document/operation.ts';
import { isFieldValue } from '../http/header-lines.ts';
import type { HeaderLine } from '../http/message.ts';
import { isToken } from '../http/token.ts';
import { memberOf } from '../problem/pointer.ts';
import { type Example, namedExamples } from './examples.ts';
import { nodeAt, own } from './node.ts';

/** Fields that say of the content what the answer itself knows better, or that belong to the connection. */
const OURS =
  /^(?:content-.*|transfer-encoding|connection|keep-alive|upgrade|trailer|date|vary|preference-applied)$/i;

const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

/** A value in the style that header fields have, `simple`. */
function write({ explode, content }: Parameter, value: unknown): string {
  if (content !== undefined) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(textOf).join(',');
  if (typeof value !== 'object' || value === null) return textOf(value);
  return Object.entries(value)
    .map(([name, item]) => `${name}${explode ? '=' : ','}${textOf(item)}`)
    .join(',');
}

/** What a Header Object itself gives: its example or, where it has `content`, that of its media type. */
function givenFor(schemas: Schemas, { pointer, content }: Parameter): Example | null {
  const holder = content === undefined ? pointer : memberOf(pointer, 'content', content);
  const node = nodeAt(schemas, holder);
  if (Object.hasOwn(node, 'example')) return { value: own(node, 'example') };
  const [first] = namedExamples(schemas, holder, true).values();
  return first ?? null;
}

/** Whether the schema of a header holds a value for it, so that none has to be made up. */
const isKnown = (schemas: Schemas, schema: Pointer): boolean =>
  ['example', 'examples', 'default', 'const', 'enum'].some(
    (name) => own(nodeAt(schemas, schema), name) !== undefined,
  );

const isSent = ({ name }: Parameter): boolean => isToken(name) && !OURS.test(name);

/** Whether the document demands a header and gives no value for it. */
export const isHeaderBare = (schemas: Schemas, header: Parameter): boolean =>
  header.required &&
  isSent(header) &&
  header.schema !== null &&
  givenFor(schemas, header) === null &&
  !isKnown(schemas, header.schema);

function textFor(schemas: Schemas, header: Parameter, sampleOf: (schema: Pointer) => unknown): string | null {
  const given = givenFor(schemas, header);
  if (given !== null) return 'text' in given ? given.text : write(header, given.value);
  const { schema, required } = header;
  if (schema === null) return required ? 'string' : null;
  return required || isKnown(schemas, schema) ? write(header, sampleOf(schema)) : null;
}

/** The header lines of a declared response: those that are required, and those that the document has a value for. */
export const readHeaderLines = (
  schemas: Schemas,
  headers: readonly Parameter[],
  sampleOf: (schema: Pointer) => unknown,
): readonly HeaderLine[] =>
  headers.filter(isSent).flatMap((header): HeaderLine[] => {
    const text = textFor(schemas, header, sampleOf);
    return text === null || !isFieldValue(text) ? [] : [[header.name, text]];
  });
