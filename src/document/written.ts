import { once } from '../http/once.ts';
import type { Finding } from '../problem/finding.ts';
import { type Identifiers, readIdentifiers } from './identifiers.ts';
import type { LoadedDocument, LoadOptions } from './loaded.ts';
import type {
  Operation,
  Parameter,
  PathParameter,
  Pointer,
  ResponseRecord,
  Schemas,
  SecurityScheme,
  Version,
} from './operation.ts';
import { createSchemas } from './schemas.ts';
import { toBasePath } from './servers.ts';

/**
 * An operation as far as it is looked at whenever a document is bound: id, method, template and pointer, and the numbers of its base paths, its
 * security, its settings and its path parameters.
 */
export type WrittenOperation = readonly [
  id: string,
  method: string,
  template: string,
  pointer: Pointer,
  basePaths: number,
  security: number,
  settings: number,
  inPath: readonly number[],
];

/** What is looked at whenever a document is bound. */
export interface WrittenRecords {
  readonly source: string;
  readonly version: Version;
  readonly operations: readonly WrittenOperation[];
  readonly inPath: readonly PathParameter[];
  readonly basePaths: readonly Operation['basePaths'][];
  readonly security: readonly Operation['security'][];
  readonly settings: readonly Operation['settings'][];
  readonly securitySchemes: readonly SecurityScheme[];
  readonly formats: readonly (readonly [name: string, first: Pointer])[];
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Whether schemas are known by `$id` and the like. */
  readonly identified: boolean;
  /** Names of its files. */
  readonly files: readonly string[];
  /** Where references between files lead: file, reference without its fragment, file. */
  readonly links: readonly (readonly [from: string, reference: string, to: string])[];
  readonly virtual: readonly (readonly [Pointer, unknown])[];
}

/** What of an operation is looked at when it is called. A number is that of what it shares with others. */
interface WrittenDetails {
  readonly parameters: readonly (Parameter | number)[];
  readonly body: Operation['body'];
  readonly responses: readonly (ResponseRecord | number)[];
}

/** Stands for the pointer of an operation in its details. JSON never has this character in a text. */
export const OWN_POINTER = '\u0001';

/** A pointer as it is within a text of JSON. */
export const escapedPointer = (pointer: Pointer): string => JSON.stringify(pointer).slice(1, -1);

export type Place = readonly [pointer: string, file: string, line: number, column: number];

/** A file, less the members that are parsed only when they are looked at. */
export interface WrittenTree {
  readonly name: string;
  /** JSON; a part that is left out is its number here. */
  readonly rest: () => string;
  /** The members of these objects are left out. */
  readonly split: readonly (readonly string[])[];
  readonly parts: readonly (() => string)[];
}

/** A document as it is written into a module: texts of JSON, each parsed when it is first looked at. */
export interface WrittenDocument {
  readonly records: () => string;
  /** Of each operation. */
  readonly details: readonly (() => string)[];
  /** Parameters and responses of several operations. */
  readonly shared: readonly (() => string)[];
  /** Where operations and what else findings may name stand in the texts. */
  readonly places: () => string;
}

/** The files of a compiled document, which may come later than the rest of it. */
export interface LaterTrees {
  readonly get: (name: string) => unknown;
  readonly has: (name: string) => boolean;
  add(trees: readonly WrittenTree[]): void;
}

const NOT_LOADED =
  'This document was compiled into several modules, and that of its text is not loaded. Await api.warmup() first, or compile it with --document.';

/** Files that are looked at before they are there are an error: nothing may pass for absent. */
export function createLaterTrees(): LaterTrees {
  const trees = new Map<string, () => unknown>();
  const loaded = (): typeof trees => {
    if (trees.size === 0) throw new TypeError(NOT_LOADED);
    return trees;
  };
  return {
    get: (name) => loaded().get(name)?.(),
    has: (name) => loaded().has(name),
    add: (written) => {
      for (const tree of written)
        trees.set(
          tree.name,
          once(() => readTree(tree)),
        );
    },
  };
}

const memberAt = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

/** Has the members of an object parsed when they are first looked at. */
function parseLater(holder: object, parts: WrittenTree['parts']): void {
  for (const [name, number] of Object.entries(holder)) {
    const part = typeof number === 'number' ? parts[number] : undefined;
    if (part === undefined) continue;
    const define = (description: PropertyDescriptor): unknown =>
      Object.defineProperty(holder, name, { enumerable: true, configurable: true, ...description });
    const get = (): unknown => {
      const value: unknown = JSON.parse(part());
      define({ value, writable: true });
      return value;
    };
    define({ get });
  }
}

function readTree({ rest, split, parts }: WrittenTree): unknown {
  const root: unknown = JSON.parse(rest());
  for (const path of split) {
    const holder = path.reduce(memberAt, root);
    if (typeof holder === 'object' && holder !== null) parseLater(holder, parts);
  }
  return root;
}

/** Stands for wherever the files were: deep enough for references that lead out of their folder. */
const HOME = 'file:///o/p/b/i/n/d/document';

const urlOf = (file: string): string => new URL(file === '' ? HOME : file, HOME).href;

/** The files of a document whose schemas are known by `$id` and the like are not loaded later. */
const identifiersOf = ({ identified, files }: WrittenRecords, trees: LaterTrees): Identifiers | null =>
  identified ? readIdentifiers(new Map(files.map((name) => [name, trees.get(name)])), urlOf) : null;

function readSchemas(records: WrittenRecords, trees: LaterTrees): Schemas {
  const { version, files, links, virtual } = records;
  const known = new Map(links.map(([from, reference, to]) => [`${from} ${reference}`, to]));
  return createSchemas({
    version,
    trees: { get: trees.get, has: trees.has, size: files.length },
    fileAt: (file, reference) => (reference === '' ? file : known.get(`${file} ${reference}`)),
    identifiers: identifiersOf(records, trees),
    virtual: new Map(virtual),
  });
}

type ReadDetails = Pick<Operation, 'parameters' | 'body' | 'responses'>;

/** The details of an operation, by its number and its pointer. */
type DetailsOf = (number: number, pointer: Pointer) => ReadDetails;

/** How the details of operations are read. What several share is read once. */
function compileDetailsOf({ details, shared }: WrittenDocument): DetailsOf {
  const known = new Map<number, unknown>();
  const read = (number: number): unknown => {
    const value = known.get(number) ?? JSON.parse(shared[number]?.() ?? 'null');
    known.set(number, value);
    return value;
  };
  const look = <Value>(value: Value | number): Value =>
    typeof value === 'number' ? (read(value) as Value) : value;
  return (number, pointer) => {
    const text = details[number]?.() ?? '';
    const written = JSON.parse(text.replaceAll(OWN_POINTER, () => escapedPointer(pointer))) as WrittenDetails;
    return {
      parameters: written.parameters.map(look),
      body: written.body,
      responses: written.responses.map(look),
    };
  };
}

/** An operation whose details are read when they are first looked at. A literal with getters would cost ten times as much, for each of thousands. */
class LaterOperation implements Operation {
  readonly id: string;
  readonly method: string;
  readonly template: string;
  readonly pointer: Pointer;
  readonly basePaths: Operation['basePaths'];
  readonly security: Operation['security'];
  readonly settings: Operation['settings'];
  readonly inPath: readonly PathParameter[];
  readonly #number: number;
  readonly #detailsOf: DetailsOf;
  #details: ReadDetails | null = null;

  constructor(
    [id, method, template, pointer, basePaths, security, settings, inPath]: WrittenOperation,
    records: WrittenRecords,
    number: number,
    detailsOf: DetailsOf,
  ) {
    this.id = id;
    this.method = method;
    this.template = template;
    this.pointer = pointer;
    this.basePaths = records.basePaths[basePaths] ?? [];
    this.security = records.security[security] ?? [];
    this.settings = records.settings[settings] ?? {};
    this.inPath = inPath.flatMap((at) => records.inPath[at] ?? []);
    this.#number = number;
    this.#detailsOf = detailsOf;
  }

  #read(): ReadDetails {
    this.#details ??= this.#detailsOf(this.#number, this.pointer);
    return this.#details;
  }

  get parameters(): Operation['parameters'] {
    return this.#read().parameters;
  }

  get body(): Operation['body'] {
    return this.#read().body;
  }

  get responses(): Operation['responses'] {
    return this.#read().responses;
  }
}

function readOperations(
  written: WrittenDocument,
  records: WrittenRecords,
  basePath: string | undefined,
): readonly Operation[] {
  const detailsOf = compileDetailsOf(written);
  const under =
    basePath === undefined
      ? records
      : { ...records, basePaths: records.basePaths.map(() => [toBasePath(basePath)]) };
  return records.operations.map(
    (operation, number) => new LaterOperation(operation, under, number, detailsOf),
  );
}

/** The header fields of responses by their pointers. Whoever has a response at hand finds them there. */
function compileHeadersOf(operations: readonly Operation[]): LoadedDocument['headersOf'] {
  const known = once(() => {
    const responses = operations.flatMap((operation) => operation.responses);
    return new Map(responses.map(({ pointer, headers = [] }) => [pointer, headers]));
  });
  return (response) => known().get(response) ?? [];
}

/** What is around what is at a pointer, from the inside out, and that itself. */
function* outwards(pointer: string): Generator<string> {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    yield at;
    if (!at.includes('/')) return;
  }
}

/** Findings with the places where they, or what is around them, stand in the texts, in the order of the texts; all others after them. */
const compilePlace = (write: () => string): LoadedDocument['place'] => {
  const placeAll = once(() => compilePlaceAll(JSON.parse(write()) as readonly Place[]));
  return async (findings) => (findings.length === 0 ? findings : placeAll()(findings));
};

function compilePlaceAll(places: readonly Place[]): (findings: readonly Finding[]) => readonly Finding[] {
  const known = new Map(places.map(([pointer, file, line, column]) => [pointer, { file, line, column }]));
  const files = [...new Set(places.map(([, file]) => file))];
  const placeOf = ({ pointer, file }: Finding) => {
    if (file !== undefined || !(pointer === '' || /^\/|#/.test(pointer))) return undefined;
    for (const at of outwards(pointer)) if (known.has(at)) return known.get(at);
    return undefined;
  };
  return (findings) => {
    const all = findings.map((finding) => ({ finding, place: placeOf(finding) }));
    const placed = all.flatMap(({ finding, place }) =>
      place === undefined ? [] : [{ ...finding, ...place }],
    );
    placed.sort(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
    );
    return [...placed, ...all.flatMap(({ finding, place }) => (place === undefined ? [finding] : []))];
  };
}

/** What is wrong with servers does not matter where the base path is given. */
const isOfServers = ({ code }: Finding): boolean => code === 'server-variable-undeclared';

/** A document out of a module, as if it had been loaded. Its schemas are parsed one by one, as far as they are needed. */
export function readWritten(
  document: WrittenDocument,
  trees: LaterTrees,
  { basePath }: Pick<LoadOptions, 'basePath'>,
): LoadedDocument {
  const records = JSON.parse(document.records()) as WrittenRecords;
  const { source, version, securitySchemes, formats, findings, warnings } = records;
  const schemas = readSchemas(records, trees);
  const operations = readOperations(document, records, basePath);
  const matters = (finding: Finding): boolean => basePath === undefined || !isOfServers(finding);
  return {
    source,
    version,
    operations,
    securitySchemes,
    schemas,
    formats: new Map(formats),
    findings: findings.filter(matters),
    warnings: warnings.filter(matters),
    place: compilePlace(document.places),
    content: () => trees.get(''),
    headersOf: compileHeadersOf(operations),
    files: [],
    parsed: null,
  };
}
