import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Finding } from '../problem/finding.ts';
import { createFindings } from './findings.ts';
import { readIdentifiers } from './identifiers.ts';
import { createLocations } from './location.ts';
import { isNode } from './node.ts';
import type { Operation, Pointer, Schemas, SecurityScheme, Version } from './operation.ts';
import { readOperations } from './paths.ts';
import { placeFindings } from './positions.ts';
import {
  type Fault,
  type FileRead,
  type FileTree,
  inspect,
  type References,
  readFileAt,
  readReferences,
} from './references.ts';
import { createSchemas } from './schemas.ts';
import { readSecuritySchemes } from './security.ts';
import { checkStructure } from './structure.ts';
import { versionOf } from './version.ts';

export type { References } from './references.ts';

export interface LoadOptions {
  readonly references?: References;
  /** In place of the base paths that the document names. */
  readonly basePath?: string;
}

/** A document of any version, read. */
export interface LoadedDocument {
  /** What to call it: file name, URL, or `the document`. */
  readonly source: string;
  /** Null where it could not be read. */
  readonly version: Version | null;
  readonly operations: readonly Operation[];
  readonly securitySchemes: readonly SecurityScheme[];
  readonly schemas: Schemas;
  /** What keeps it from being bound. */
  readonly findings: readonly Finding[];
  /** Rules it breaks without harm. */
  readonly warnings: readonly Finding[];
  /** The parsed root document, as it is. */
  readonly content: unknown;
}

/** The root document as it was found: its tree, and the text where there is one. */
interface Root {
  readonly source: string;
  readonly url: URL | null;
  readonly read: FileRead;
}

const toUrl = (document: string): URL =>
  /^(?:https?|file):\/\//i.test(document) ? new URL(document) : pathToFileURL(resolve(document));

const labelOf = (url: URL): string => {
  if (url.protocol !== 'file:') return url.href;
  const path = fileURLToPath(url);
  const near = relative('', path);
  return near.startsWith('..') ? path : near;
};

/** A path with a line break or a brace at its head is a document given as text. */
const looksLikeText = (document: string): boolean => /[\r\n]|^\s*[{[]/.test(document);

async function readRoot(document: string | URL | object, hosts: readonly string[]): Promise<Root> {
  if (typeof document === 'string' && looksLikeText(document)) {
    const message = 'The document is given as text, where the path of a file is expected.';
    const mend = 'Write it to a file, or parse it and give the object.';
    return { source: 'the document', url: null, read: { fault: { code: 'document-text', message, mend } } };
  }
  if (typeof document === 'string' || document instanceof URL) {
    const url = typeof document === 'string' ? toUrl(document) : document;
    const folder = url.protocol === 'file:' ? dirname(fileURLToPath(url)) : undefined;
    return { source: labelOf(url), url, read: await readFileAt(url, folder, hosts) };
  }
  return { source: 'the document', url: null, read: inspect(document, '', 'object') };
}

const unreadable = (source: string, fault: Fault, content: unknown = undefined): LoadedDocument => ({
  source,
  version: null,
  operations: [],
  securitySchemes: [],
  schemas: createSchemas({
    version: '3.1',
    trees: new Map(),
    fileAt: () => undefined,
    identifiers: null,
    virtual: new Map(),
  }),
  findings: [{ pointer: '', ...fault, ...(fault.line === undefined ? {} : { file: source }) }],
  warnings: [],
  content,
});

const NO_OBJECT: Fault = {
  code: 'document-invalid',
  message: 'The document is not an object.',
  mend: 'Begin it with openapi, info and paths.',
};

const NO_VERSION: Fault = {
  code: 'version-unknown',
  message: 'The document names no version that can be read.',
  mend: "Begin it with openapi: '3.2.0', '3.1.x', '3.0.x', or with swagger: '2.0'.",
};

/**
 * Reads a document of any version, and all files it refers to, into plain operation records.
 * Whatever is wrong with it becomes a finding.
 */
export async function loadDocument(
  document: string | URL | object,
  options: LoadOptions = {},
): Promise<LoadedDocument> {
  const hosts = options.references?.hosts ?? [];
  const { source, url, read } = await readRoot(document, hosts);
  if ('fault' in read) return unreadable(source, read.fault);
  if (!isNode(read.tree)) return unreadable(source, NO_OBJECT, read.tree);
  const version = versionOf(read.tree);
  if (version === null) return unreadable(source, NO_VERSION, read.tree);

  const locations = createLocations(url, options.references?.folder);
  const folder =
    options.references?.folder ?? (url?.protocol === 'file:' ? dirname(fileURLToPath(url)) : undefined);
  const files = read.external
    ? await readReferences(read.tree, locations, folder, hosts)
    : new Map<string, FileRead>();
  const read_ = [...files].flatMap(([name, file]): [string, FileTree][] =>
    'fault' in file ? [] : [[name, file]],
  );
  const parts = new Map<string, FileTree>([['', read], ...read_]);
  const trees = new Map([...parts].map(([name, { tree }]) => [name, tree]));
  const identified =
    (version === '3.1' || version === '3.2') && [...parts.values()].some((part) => part.identified);
  const virtual = new Map<Pointer, unknown>();
  const schemas = createSchemas({
    version,
    trees,
    fileAt: locations.fileAt,
    identifiers: identified
      ? readIdentifiers(trees, (file) => locations.urlOf(file)?.href ?? 'opbind:/document')
      : null,
    virtual,
  });
  const findings = createFindings();
  const labelFor = (name: string): string => {
    const place = name === '' ? null : locations.urlOf(name);
    return place === null ? source : labelOf(place);
  };
  const faults = new Map(
    [...files].flatMap(([name, file]): [string, Fault][] => ('fault' in file ? [[name, file.fault]] : [])),
  );
  checkStructure({ schemas, findings, fileAt: locations.fileAt, faults });
  const securitySchemes = readSecuritySchemes(schemas);
  const operations = readOperations({
    schemas,
    findings,
    securitySchemes,
    basePath: options.basePath,
    virtual,
  });
  const labels = new Map(
    [...parts].map(([name, { text, format }]) => [name, { label: labelFor(name), text, format }]),
  );
  return {
    source,
    version,
    operations,
    securitySchemes,
    schemas,
    findings: await placeFindings(findings.errors, labels),
    warnings: await placeFindings(findings.warnings, labels),
    content: read.tree,
  };
}
