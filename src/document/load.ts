import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFindings } from './findings.ts';
import { readHeaders } from './headers.ts';
import { readIdentifiers } from './identifiers.ts';
import type { LoadedDocument, LoadOptions } from './loaded.ts';
import { createLocations, type Locations } from './location.ts';
import { isNode } from './node.ts';
import type { Pointer } from './operation.ts';
import { readParameter } from './parameter.ts';
import { readOperations } from './paths.ts';
import { placeFindings } from './positions.ts';
import { type Fault, type FileRead, type FileTree, type References, readReferences } from './references.ts';
import { labelOf, type Root, readRoot } from './root.ts';
import { createSchemas } from './schemas.ts';
import { readSecuritySchemes } from './security.ts';
import { checkStructure } from './structure/check-structure.ts';
import { readParameter2 } from './swagger2.ts';
import { unreadable as unread } from './unreadable.ts';
import { versionOf } from './version.ts';

export type { LoadedDocument, LoadOptions } from './loaded.ts';
export type { References } from './references.ts';

const unreadable = ({ source, url }: Root, fault: Fault, content: unknown = undefined): LoadedDocument => ({
  ...unread(
    source,
    { pointer: '', ...fault, ...(fault.line === undefined ? {} : { file: source }) },
    content,
  ),
  files: url === null ? [] : [url],
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

/** The files of a document by name, and why those are missing that could not be read. */
interface Files {
  readonly trees: ReadonlyMap<string, FileTree>;
  readonly faults: ReadonlyMap<string, Fault>;
}

async function readFiles(
  root: FileTree,
  url: URL | null,
  locations: Locations,
  { hosts = [], folder }: References,
): Promise<Files> {
  const home = folder ?? (url?.protocol === 'file:' ? dirname(fileURLToPath(url)) : undefined);
  const trees = new Map<string, FileTree>([['', root]]);
  const faults = new Map<string, Fault>();
  const read =
    root.external.length === 0
      ? new Map<string, FileRead>()
      : await readReferences(root, { locations, folder: home, hosts });
  for (const [name, file] of read) {
    if ('fault' in file) faults.set(name, file.fault);
    else trees.set(name, file);
  }
  return { trees, faults };
}

/**
 * Reads a document of any version, and all files it refers to, into plain operation records.
 * Whatever is wrong with it becomes a finding.
 */
export async function loadDocument(
  document: string | URL | object,
  { references = {}, basePath }: LoadOptions = {},
): Promise<LoadedDocument> {
  const root = await readRoot(document, references.hosts ?? []);
  const { source, url, read } = root;
  if ('fault' in read) return unreadable(root, read.fault);
  if (!isNode(read.tree)) return unreadable(root, NO_OBJECT, read.tree);
  const version = versionOf(read.tree);
  if (version === null) return unreadable(root, NO_VERSION, read.tree);

  const locations = createLocations(url, references.folder);
  const files = await readFiles(read, url, locations, references);
  const trees = new Map([...files.trees].map(([name, { tree }]) => [name, tree]));
  const identified = version >= '3.1' && [...files.trees.values()].some((file) => file.identified);
  const identifiers = identified
    ? readIdentifiers(trees, (file) => locations.urlOf(file)?.href ?? 'opbind:/document')
    : null;
  const virtual = new Map<Pointer, unknown>();
  const { fileAt, urlOf } = locations;
  const schemas = createSchemas({ version, trees, fileAt, identifiers, virtual });

  const findings = createFindings();
  const { formats } = checkStructure({ schemas, findings, fileAt, faults: files.faults });
  const securitySchemes = readSecuritySchemes(schemas);
  const operations = readOperations({ schemas, findings, securitySchemes, basePath, virtual });

  const labelled = new Map(
    [...files.trees].map(([name, { text, format }]) => {
      const place = name === '' ? null : urlOf(name);
      return [name, { label: place === null ? source : labelOf(place), text, format }];
    }),
  );
  return {
    source,
    version,
    operations,
    securitySchemes,
    schemas,
    formats,
    findings: await placeFindings(findings.errors, labelled),
    warnings: findings.warnings,
    content: () => read.tree,
    files: [...trees.keys(), ...files.faults.keys()].flatMap((name) => urlOf(name) ?? []),
    place: (unplaced) => placeFindings(unplaced, labelled),
    headersOf: (response) =>
      readHeaders(schemas, response, version === '2.0' ? readParameter2 : readParameter),
    parsed: { trees, fileAt, identified, virtual },
  };
}
