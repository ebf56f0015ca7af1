import type { LoadedDocument } from './loaded.ts';
import { isNode, type Node, own } from './node.ts';
import type { Pointer } from './operation.ts';
import type { Place, WrittenRecords } from './written.ts';

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

/** Gives each distinct value a number. */
function createPool<Value>(): { readonly list: readonly Value[]; numberOf(value: Value): number } {
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

/** What is looked at whenever a document is bound, as plain data. */
export async function writeRecords(loaded: LoadedDocument): Promise<WrittenRecords> {
  const { source, version, securitySchemes, formats, findings, warnings, parsed } = loaded;
  if (version === null || parsed === null)
    throw new TypeError('A document that could not be read cannot be written.');
  const parameters = createPool<WrittenRecords['parameters'][number]>();
  const responses = createPool<WrittenRecords['responses'][number]>();
  const operations = loaded.operations.map((operation) => ({
    ...operation,
    parameters: operation.parameters.map(parameters.numberOf),
    responses: operation.responses.map(responses.numberOf),
  }));
  return {
    source,
    version,
    operations,
    parameters: parameters.list,
    responses: responses.list,
    securitySchemes,
    formats: [...formats],
    findings,
    warnings,
    places: await placesOf(loaded),
    identified: parsed.identified,
    links: linksOf(parsed),
    virtual: [...parsed.virtual],
  };
}
