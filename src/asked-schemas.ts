import { itemSchemaOf } from './document/item-schema.ts';
import type { LoadedDocument } from './document/loaded.ts';
import type { Encodings, MediaType, Operation, Parameter, Pointer } from './document/operation.ts';
import { isRange, isXml, parseMediaType, sequenceOf } from './http/media-type.ts';
import { compileFindFillChecks } from './schema/fill-part.ts';
import { remembering } from './schema/remembering.ts';

const present = <Value>(values: readonly (Value | null | undefined)[]): readonly Value[] =>
  values.filter((value) => value !== null && value !== undefined);

/** The schemas that parameters are held against. */
const schemasOfParameters = (parameters: readonly Parameter[]): readonly Pointer[] =>
  present(parameters.filter(({ plain }) => !plain).map(({ schema }) => schema));

/** The header fields of the parts of a form. */
const partHeaders = ({ encoding = {}, prefixEncoding = [], itemEncoding }: Encodings): readonly Parameter[] =>
  present([...Object.values(encoding), ...prefixEncoding, itemEncoding]).flatMap((one) => [
    ...(one.headers ?? []),
    ...partHeaders(one),
  ]);

const schemasOfContent = (content: readonly MediaType[]): readonly Pointer[] =>
  content.flatMap(({ schema, itemSchema }) => present([schema, itemSchema]));

const contentOf = ({ body }: Operation): readonly MediaType[] => body?.content ?? [];

/** The schemas that requests are held against, as far as they are declared. */
const schemasOfRequests = (operation: Operation): readonly Pointer[] => [
  ...schemasOfParameters(operation.parameters),
  ...schemasOfContent(contentOf(operation)),
  ...schemasOfParameters(contentOf(operation).flatMap(partHeaders)),
];

/** The schemas that answers are held against. */
const schemasOfAnswers = (
  { responses }: Operation,
  { schemas, headersOf }: LoadedDocument,
): readonly Pointer[] =>
  responses.flatMap(({ pointer, content }) => [
    ...schemasOfContent(content),
    ...present(content.map((mediaType) => itemSchemaOf(schemas, mediaType))),
    ...present(headersOf(pointer).map(({ schema }) => schema)),
  ]);

/** XML is read and written by schemas, and so are sequences told apart, and parts of forms; a range may be any of them. */
function isLookedUp({ type }: MediaType): boolean {
  const parts = parseMediaType(type);
  return (
    parts !== null &&
    (isRange(parts) || isXml(parts) || sequenceOf(parts) !== null || parts.type === 'multipart')
  );
}

/** What an operation asks of its document when it is called. */
export interface Asked {
  /** The schemas that requests are held against, and those that filling in defaults asks for. */
  readonly requests: readonly Pointer[];
  /** The schemas that answers are held against. */
  readonly responses: readonly Pointer[];
  /** Whether it may look into schemas themselves. */
  readonly looksUp: boolean;
}

/** What the operations of a document ask of it, one by one, and the schemas of bodies in which defaults can be met. */
export interface AskedOfDocument {
  readonly operations: readonly Asked[];
  readonly defaults: ReadonlySet<Pointer>;
}

/** Finds what the operations of a document ask of it. */
export function findAsked(loaded: LoadedDocument): AskedOfDocument {
  const fillChecks = remembering(compileFindFillChecks(loaded.schemas));
  const defaults = new Set<Pointer>();

  const read = (operation: Operation): Asked => {
    const bodies = schemasOfContent(contentOf(operation));
    const filled = bodies.filter((body) => fillChecks(body) !== null);
    for (const body of filled) defaults.add(body);
    const content = [...contentOf(operation), ...operation.responses.flatMap((one) => one.content)];
    return {
      requests: [
        ...new Set([
          ...schemasOfRequests(operation),
          ...filled.flatMap((body) => [...(fillChecks(body) ?? [])]),
        ]),
      ],
      responses: [...new Set(schemasOfAnswers(operation, loaded))],
      looksUp: filled.length > 0 || content.some(isLookedUp),
    };
  };
  return { operations: loaded.operations.map(read), defaults };
}
