import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DocumentCode } from './codes.ts';
import type { Locations } from './location.ts';
import { parseDocument } from './parse.ts';
import { fetchFile, Refusal, readFileWithin } from './source.ts';
import { surveyGraph, surveyTree } from './survey.ts';

/** What may be read beside the root document. */
export interface References {
  /** Names of hosts from which `http:` and `https:` references may be read. Default: none. */
  readonly hosts?: readonly string[];
  /** Folder that file references must stay under. Default: the root document's folder. */
  readonly folder?: string;
}

/** Why a file gives no tree. */
export interface Fault {
  readonly code: DocumentCode;
  readonly message: string;
  readonly mend?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A file of the document, read. */
export interface FileTree {
  readonly tree: unknown;
  /** Empty where the document was given as an object. Decoded whenever it is asked for, which is seldom: as a text it takes up to twice the memory. */
  text(): string;
  readonly format: 'json' | 'yaml' | 'object';
  /** The files it refers to, as it names them. */
  readonly external: readonly string[];
  /** Whether it names schemas by `$id` and the like. */
  readonly identified: boolean;
}

export type FileRead = FileTree | { readonly fault: Fault };

const FAULTS = {
  deep: 'The document is nested too deeply.',
  large: 'The document is too large once its aliases are written out.',
  circular: 'The document holds itself.',
};

/** A tree that may be walked, or the reason why not. */
export function inspect(tree: unknown, text: () => string, format: 'json' | 'yaml' | 'object'): FileRead {
  const { fault, external, identified } = format === 'json' ? surveyTree(tree) : surveyGraph(tree);
  if (fault === undefined) return { tree, text, format, external, identified };
  return { fault: { code: `document-${fault}`, message: FAULTS[fault] } };
}

const toFault = (error: unknown): FileRead => {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Refusal)) return { fault: { code: 'document-unreadable', message } };
  return { fault: { code: error.code, message, ...(error.mend === undefined ? {} : { mend: error.mend }) } };
};

/** Reads and parses one file, from where it is allowed. */
export async function readFileAt(
  url: URL,
  folder: string | undefined,
  hosts: readonly string[],
): Promise<FileRead> {
  try {
    const bytes = url.protocol === 'file:' ? await readFileWithin(folder, url) : await fetchFile(hosts, url);
    const text = (): string => bytes.toString('utf8');
    const parsed = await parseDocument(text());
    if ('malformed' in parsed) return { fault: { code: 'document-malformed', ...parsed.malformed } };
    return inspect(parsed.tree, text, parsed.format);
  } catch (error) {
    return toFault(error);
  }
}

/** Files that one document may consist of. */
const FILES = 5000;

const TOO_MANY: FileRead = {
  fault: { code: 'reference-refused', message: `The document has more than ${FILES} files.` },
};

/** The ref parser hands over paths, percent-encoded, and URLs. */
const toUrl = (place: string): URL =>
  /^[a-z][a-z0-9+.-]+:/i.test(place) ? new URL(place) : pathToFileURL(decodeURIComponent(place));

export interface ReferencesOptions {
  readonly locations: Locations;
  readonly folder: string | undefined;
  readonly hosts: readonly string[];
}

/**
 * Reads every file that the root refers to, and those that they refer to. The ref parser follows the references; it is
 * shown nothing but them, and reads nothing by its own resolvers.
 */
export async function readReferences(
  root: FileTree,
  { locations, folder, hosts }: ReferencesOptions,
): Promise<ReadonlyMap<string, FileRead>> {
  const { $RefParser } = await import('@apidevtools/json-schema-ref-parser');
  const files = new Map<string, FileRead>();

  /** References as absolute URLs, for one that is no URI would stop the ref parser. It leads nowhere, which is noted where it stands. */
  const outline = (name: string, { external }: FileTree): object => ({
    references: external.flatMap((reference) => {
      const file = locations.fileAt(name, reference) ?? '';
      return file === '' ? [] : [{ $ref: locations.urlOf(file)?.href }];
    }),
  });

  const read = async ({ url: place }: { url: string }): Promise<object> => {
    const url = toUrl(place);
    const name = locations.fileAt('', url.href) ?? url.href;
    const file = files.size < FILES ? await readFileAt(url, folder, hosts) : TOO_MANY;
    files.set(name, file);
    return 'tree' in file ? outline(name, file) : {};
  };

  const none = { json: false, yaml: false, text: false, binary: false };
  const resolved = $RefParser.resolve(placeOf(locations), outline('', root), {
    continueOnError: true,
    resolve: { file: false, http: false, opbind: { order: 1, canRead: true, read } },
    parse: {
      ...none,
      opbind: { order: 1, canParse: true, allowEmpty: true, parse: ({ data }: { data: unknown }) => data },
    },
  });
  // What it stumbles over is not read, and shows where it is referred to.
  await resolved.catch(() => undefined);
  return files;
}

/** Where the ref parser is to begin: a path, or a URL that is none of a file. */
const placeOf = (locations: Locations): string => {
  const url = locations.urlOf('');
  if (url === null) return 'document';
  return url.protocol === 'file:' ? fileURLToPath(url) : url.href;
};
