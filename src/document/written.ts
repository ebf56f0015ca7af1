import type { Finding } from '../problem/finding.ts';
import { readHeaders } from './headers.ts';
import { readIdentifiers } from './identifiers.ts';
import type { LoadedDocument, LoadOptions } from './loaded.ts';
import type {
  Operation,
  Parameter,
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

/** An operation whose parameters and responses are known by their numbers, for many are shared. */
export interface WrittenOperation extends Omit<Operation, 'parameters' | 'responses'> {
  readonly parameters: readonly number[];
  readonly responses: readonly number[];
}

/** What is looked at whenever a document is bound. */
export interface WrittenRecords {
  readonly source: string;
  readonly version: Version;
  readonly operations: readonly WrittenOperation[];
  readonly parameters: readonly Parameter[];
  readonly responses: readonly ResponseRecord[];
  readonly securitySchemes: readonly SecurityScheme[];
  readonly formats: readonly (readonly [name: string, first: Pointer])[];
  readonly findings: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Where operations and what else findings may name stand in the texts. */
  readonly places: readonly Place[];
  /** Whether schemas are known by `$id` and the like. */
  readonly identified: boolean;
  /** Where references between files lead: file, reference without its fragment, file. */
  readonly links: readonly (readonly [from: string, reference: string, to: string])[];
  readonly virtual: readonly (readonly [Pointer, unknown])[];
}

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

/** A document as it is written into a module. */
export interface WrittenDocument {
  readonly records: () => string;
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

function readOperations(records: WrittenRecords, basePath: string | undefined): readonly Operation[] {
  const { parameters, responses } = records;
  const pick = <Value>(list: readonly Value[], numbers: readonly number[]): readonly Value[] =>
    numbers.flatMap((number) => list[number] ?? []);
  return records.operations.map((operation) => ({
    ...operation,
    ...(basePath !== undefined && { basePaths: [toBasePath(basePath)] }),
    parameters: pick(parameters, operation.parameters),
    responses: pick(responses, operation.responses),
  }));
}

/** What is around what is at a pointer, from the inside out, and that itself. */
function* outwards(pointer: string): Generator<string> {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    yield at;
    if (!at.includes('/')) return;
  }
}

/** Findings with the places where they, or what is around them, stand in the texts, in the order of the texts; all others after them. */
const compilePlace = (places: readonly Place[]): LoadedDocument['place'] => {
  const known = new Map(places.map(([pointer, file, line, column]) => [pointer, { file, line, column }]));
  const files = [...new Set(places.map(([, file]) => file))];
  const placeOf = ({ pointer, file }: Finding) => {
    if (file !== undefined || !(pointer === '' || /^\/|#/.test(pointer))) return undefined;
    for (const at of outwards(pointer)) if (known.has(at)) return known.get(at);
    return undefined;
  };
  return async (findings) => {
    const all = findings.map((finding) => ({ finding, place: placeOf(finding) }));
    const placed = all.flatMap(({ finding, place }) =>
      place === undefined ? [] : [{ ...finding, ...place }],
    );
    placed.sort(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
    );
    return [...placed, ...all.flatMap(({ finding, place }) => (place === undefined ? [finding] : []))];
  };
};

/** What is wrong with servers does not matter where the base path is given. */
const isOfServers = ({ code }: Finding): boolean => code === 'server-variable-undeclared';

/** A document out of a module, as if it had been loaded. Its schemas are parsed one by one, as far as they are needed. */
export function readWritten(
  { records: write, trees: written }: WrittenDocument,
  { basePath }: Pick<LoadOptions, 'basePath'>,
): LoadedDocument {
  const records = JSON.parse(write()) as WrittenRecords;
  const { source, version, securitySchemes, formats, findings, warnings, places } = records;
  const trees = new Map(written.map((tree) => [tree.name, readTree(tree)]));
  const schemas = readSchemas(records, trees);
  const matters = (finding: Finding): boolean => basePath === undefined || !isOfServers(finding);
  return {
    source,
    version,
    operations: readOperations(records, basePath),
    securitySchemes,
    schemas,
    formats: new Map(formats),
    findings: findings.filter(matters),
    warnings: warnings.filter(matters),
    place: compilePlace(places),
    content: trees.get(''),
    headersOf: (response) =>
      readHeaders(schemas, response, version === '2.0' ? readParameter2 : readParameter),
    files: [],
    parsed: null,
  };
}
