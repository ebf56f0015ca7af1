import type { LoadedDocument } from './loaded.ts';
import { isNode, type Node, own } from './node.ts';
import type { Operation, Parameter, PathParameter, Pointer, ResponseRecord } from './operation.ts';
import { readShape, speaksOfNull } from './shape.ts';
import {
  escapedPointer,
  OWN_POINTER,
  type Place,
  type WrittenOperation,
  type WrittenRecords,
} from './written.ts';

/** Texts of JSON. */
export interface RecordTexts {
  readonly records: string;
  /** Of each operation. */
  readonly details: readonly string[];
  /** Parameters and responses of several operations. */
  readonly shared: readonly string[];
  readonly places: string;
}

/** A file as texts of JSON: what is looked at in any case, and the members that may never be. */
export interface TreeTexts {
  readonly name: string;
  readonly rest: string;
  readonly split: readonly (readonly string[])[];
  readonly parts: readonly string[];
}

/** Objects of a document with many members, of which few are needed at a time. */
const SPLIT: readonly (readonly string[])[] = [
  ['paths'],
  ['webhooks'],
  ['definitions'],
  ['parameters'],
  ['responses'],
  ...['schemas', 'responses', 'parameters', 'examples', 'requestBodies', 'headers', 'pathItems'].map(
    (name) => ['components', name],
  ),
];

const holderAt = (tree: unknown, path: readonly string[]): Node | null => {
  const found = path.reduce<unknown>((node, name) => (isNode(node) ? own(node, name) : undefined), tree);
  return isNode(found) ? found : null;
};

/** A copy of a tree with something else at a path. */
const put = (tree: unknown, [name, ...path]: readonly string[], value: unknown): unknown =>
  name === undefined || !isNode(tree)
    ? value
    : Object.fromEntries(
        Object.entries(tree).map(([key, member]) => [key, key === name ? put(member, path, value) : member]),
      );

/** A tree as texts. */
export function writeTree(name: string, tree: unknown): TreeTexts {
  const parts: string[] = [];
  const split = SPLIT.filter((path) => holderAt(tree, path) !== null);
  const rest = split.reduce((left, path) => {
    const numbers = Object.entries(holderAt(tree, path) ?? {}).flatMap(
      ([key, member]): [string, number][] => {
        const json = JSON.stringify(member);
        return json === undefined ? [] : [[key, parts.push(json) - 1]];
      },
    );
    return put(left, path, Object.fromEntries(numbers));
  }, tree);
  return { name, rest: JSON.stringify(rest), split, parts };
}

/** What many operations have is written once, and known by its number; what only one has stays where it is. */
function createPool(values: Iterable<unknown>): {
  readonly texts: readonly string[];
  numberOf(value: unknown): number | undefined;
} {
  const counts = new Map<string, number>();
  for (const value of values) {
    const json = JSON.stringify(value);
    counts.set(json, (counts.get(json) ?? 0) + 1);
  }
  const texts = [...counts].filter(([, count]) => count > 1).map(([json]) => json);
  const numbers = new Map(texts.map((json, number) => [json, number]));
  return { texts, numberOf: (value) => numbers.get(JSON.stringify(value)) };
}

/** Gives each distinct value a number. */
function createList<Value>(): { readonly list: readonly Value[]; numberOf(value: Value): number } {
  const list: Value[] = [];
  const numbers = new Map<string, number>();
  return {
    list,
    numberOf: (value) => {
      const json = JSON.stringify(value);
      const number = numbers.get(json) ?? list.push(value) - 1;
      numbers.set(json, number);
      return number;
    },
  };
}

/** Texts that may refer to another file: references, and what discriminators map to. */
function* referencesIn(tree: unknown): Generator<string> {
  const waiting = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    for (const [name, value] of Object.entries(node)) {
      if (typeof value === 'string') {
        if (['$ref', '$dynamicRef', 'defaultMapping'].includes(name)) yield value;
      } else if (name === 'mapping' && isNode(value)) {
        yield* Object.values(value).filter((target) => typeof target === 'string');
      }
      waiting.push(value);
    }
  }
}

type Link = WrittenRecords['links'][number];

function linksOf({ trees, fileAt }: NonNullable<LoadedDocument['parsed']>): readonly Link[] {
  const links = new Map<string, Link>();
  for (const [file, tree] of trees)
    for (const text of referencesIn(tree)) {
      const reference = text.replace(/#.*$/s, '');
      const to = reference === '' ? undefined : fileAt(file, reference);
      if (to !== undefined && trees.has(to)) links.set(`${file} ${reference}`, [file, reference, to]);
    }
  return [...links.values()];
}

/** The pointers that are named by findings which are made when a document is bound, and by warnings. */
const pointersOf = ({ operations, warnings }: LoadedDocument): readonly Pointer[] => [
  '#',
  ...operations.map(({ pointer }) => pointer),
  ...warnings.map(({ pointer }) => pointer),
];

async function placesOf(loaded: LoadedDocument): Promise<readonly Place[]> {
  const pointers = [...new Set(pointersOf(loaded))].map((pointer) => pointer.replace(/^#/, ''));
  const placed = await loaded.place(pointers.map((pointer) => ({ code: '', pointer, message: '' })));
  return placed.flatMap(({ pointer, file, line, column }): Place[] =>
    file === undefined || line === undefined || column === undefined ? [] : [[pointer, file, line, column]],
  );
}

const toPathParameter = ({ name, in: location, style, content, shape }: Parameter): PathParameter => ({
  name,
  in: location,
  style,
  ...(content !== undefined && { content }),
  shape,
});

/** A response with what is asked of its schemas and headers by whoever answers. */
const completeResponse = (
  { schemas, headersOf }: LoadedDocument,
  response: ResponseRecord,
): ResponseRecord => ({
  ...response,
  headers: headersOf(response.pointer),
  content: response.content.map((mediaType) => ({
    ...mediaType,
    nullable: mediaType.schema !== null && speaksOfNull(readShape(schemas, mediaType.schema).shape),
  })),
});

/** What an operation says of itself when it is called, with its own pointer shortened. */
function detailsOf(
  { pointer, parameters, body, responses }: Operation,
  numberOf: (value: unknown) => number | undefined,
): string {
  const pooled = (values: readonly unknown[]): readonly unknown[] =>
    values.map((value) => numberOf(value) ?? value);
  const details = { parameters: pooled(parameters), body, responses: pooled(responses) };
  return JSON.stringify(details).replaceAll(`"${escapedPointer(pointer)}`, `"${OWN_POINTER}`);
}

/** What is looked at whenever a document is bound, as plain data, and what is looked at later, as texts of JSON. */
export async function writeRecords(loaded: LoadedDocument): Promise<RecordTexts> {
  const { source, version, securitySchemes, formats, findings, warnings, parsed } = loaded;
  if (version === null || parsed === null)
    throw new TypeError('A document that could not be read cannot be written.');
  const complete = loaded.operations.map((operation) => ({
    ...operation,
    responses: operation.responses.map((response) => completeResponse(loaded, response)),
  }));
  const pool = createPool(complete.flatMap(({ parameters, responses }) => [...parameters, ...responses]));
  const inPath = createList<PathParameter>();
  const basePaths = createList<Operation['basePaths']>();
  const security = createList<Operation['security']>();
  const settings = createList<Operation['settings']>();
  const operations = loaded.operations.map(
    (operation): WrittenOperation => [
      operation.id,
      operation.method,
      operation.template,
      operation.pointer,
      basePaths.numberOf(operation.basePaths),
      security.numberOf(operation.security),
      settings.numberOf(operation.settings),
      operation.parameters
        .filter((parameter) => parameter.in === 'path')
        .map((parameter) => inPath.numberOf(toPathParameter(parameter))),
    ],
  );
  const records: WrittenRecords = {
    source,
    version,
    operations,
    inPath: inPath.list,
    basePaths: basePaths.list,
    security: security.list,
    settings: settings.list,
    securitySchemes,
    formats: [...formats],
    findings,
    warnings,
    identified: parsed.identified,
    files: [...parsed.trees.keys()],
    links: linksOf(parsed),
    virtual: [...parsed.virtual],
  };
  return {
    records: JSON.stringify(records),
    details: complete.map((operation) => detailsOf(operation, pool.numberOf)),
    shared: pool.texts,
    places: JSON.stringify(await placesOf(loaded)),
  };
}
