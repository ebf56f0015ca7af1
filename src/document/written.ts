import { once } from '../http/once.ts';
import type { Finding } from '../problem/finding.ts';
import { memberOf } from '../problem/pointer.ts';
import { readHeaders } from './headers.ts';
import { readIdentifiers } from './identifiers.ts';
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
import { readParameter } from './parameter.ts';
import { createSchemas } from './schemas.ts';
import { toBasePath } from './servers.ts';
import { readParameter2 } from './swagger2.ts';

/**
 * An operation as far as it is looked at whenever a document is bound: id, method, template, pointer, or 0 where it follows from those; and the
 * numbers of its base paths, its security, its settings and its path parameters.
 */
export type WrittenOperation = readonly [
  id: string,
  method: string,
  template: string,
  pointer: Pointer | 0,
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

/** Where an operation stands, if nothing is between its path and it. */
export const usualPointer = ({ method, template }: Pick<Operation, 'method' | 'template'>): Pointer =>
  memberOf('#/paths', template, method.toLowerCase());

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
  readonly trees: readonly WrittenTree[];
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

function readSchemas(
  { version, identified, links, virtual }: WrittenRecords,
  trees: ReadonlyMap<string, unknown>,
): Schemas {
  const known = new Map(links.map(([from, reference, to]) => [`${from} ${reference}`, to]));
  return createSchemas({
    version,
    trees,
    fileAt: (file, reference) => (reference === '' ? file : known.get(`${file} ${reference}`)),
    identifiers: identified ? readIdentifiers(trees, urlOf) : null,
    virtual: new Map(virtual),
  });
}

type ReadDetails = Pick<Operation, 'parameters' | 'body' | 'responses'>;

/** How the details of operations are read. What several share is read once. */
function compileDetailsOf({ details, shared }: WrittenDocument) {
  const read = shared.map((text) => once((): unknown => JSON.parse(text())));
  const look = <Value>(value: Value | number): Value =>
    typeof value === 'number' ? (read[value]?.() as Value) : value;
  return (number: number, pointer: Pointer): ReadDetails => {
    const text = details[number]?.() ?? '';
    const written = JSON.parse(text.replaceAll(OWN_POINTER, () => escapedPointer(pointer))) as WrittenDetails;
    return {
      parameters: written.parameters.map(look),
      body: written.body,
      responses: written.responses.map(look),
    };
  };
}

function readOperations(
  written: WrittenDocument,
  { operations, inPath, basePaths, security, settings }: WrittenRecords,
  basePath: string | undefined,
): readonly Operation[] {
  const detailsOf = compileDetailsOf(written);
  const given = basePath === undefined ? null : [toBasePath(basePath)];
  return operations.map(
    ([id, method, template, named, basePathsAt, securityAt, settingsAt, inPathAt], number) => {
      const pointer = named === 0 ? usualPointer({ method, template }) : named;
      let details: ReadDetails | null = null;
      const read = (): ReadDetails => {
        details ??= detailsOf(number, pointer);
        return details;
      };
      return {
        id,
        method,
        template,
        pointer,
        basePaths: given ?? basePaths[basePathsAt] ?? [],
        security: security[securityAt] ?? [],
        settings: settings[settingsAt] ?? {},
        inPath: inPathAt.flatMap((at) => inPath[at] ?? []),
        get parameters() {
          return read().parameters;
        },
        get body() {
          return read().body;
        },
        get responses() {
          return read().responses;
        },
      };
    },
  );
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
  { basePath }: Pick<LoadOptions, 'basePath'>,
): LoadedDocument {
  const records = JSON.parse(document.records()) as WrittenRecords;
  const { source, version, securitySchemes, formats, findings, warnings } = records;
  const trees = new Map(document.trees.map((tree) => [tree.name, readTree(tree)]));
  const schemas = readSchemas(records, trees);
  const matters = (finding: Finding): boolean => basePath === undefined || !isOfServers(finding);
  return {
    source,
    version,
    operations: readOperations(document, records, basePath),
    securitySchemes,
    schemas,
    formats: new Map(formats),
    findings: findings.filter(matters),
    warnings: warnings.filter(matters),
    place: compilePlace(document.places),
    content: trees.get(''),
    headersOf: (response) =>
      readHeaders(schemas, response, version === '2.0' ? readParameter2 : readParameter),
    files: [],
    parsed: null,
  };
}
