import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Locations } from './location.ts';
import { parseDocument } from './parse.ts';
import { fetchText, Refusal, readFileWithin } from './source.ts';
import { survey } from './survey.ts';

/** What may be read beside the root document. */
export interface References {
  /** Names of hosts from which `http:` and `https:` references may be read. Default: none. */
  readonly hosts?: readonly string[];
  /** Folder that file references must stay under. Default: the root document's folder. */
  readonly folder?: string;
}

/** Why a file gives no tree. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly mend?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A file of the document, read. */
export interface FileTree {
  readonly tree: unknown;
  /** Empty where the document was given as an object. */
  readonly text: string;
  readonly format: 'json' | 'yaml' | 'object';
  /** Whether it refers to other files. */
  readonly external: boolean;
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
export function inspect(tree: unknown, text: string, format: 'json' | 'yaml' | 'object'): FileRead {
  const { fault, external, identified } = survey(tree, format !== 'json');
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
    const text = url.protocol === 'file:' ? await readFileWithin(folder, url) : await fetchText(hosts, url);
    const parsed = await parseDocument(text);
    if ('malformed' in parsed) return { fault: { code: 'document-malformed', ...parsed.malformed } };
    return inspect(parsed.tree, text, parsed.format);
  } catch (error) {
    return toFault(error);
  }
}

/** The parser hands over paths, percent-encoded, and URLs. */
const toUrl = (place: string): URL =>
  /^[a-z][a-z0-9+.-]+:/i.test(place) ? new URL(place) : pathToFileURL(decodeURIComponent(place));

/** Reads every file that references of the root lead to, and those that theirs lead to. Nothing is read that is not allowed. */
export async function readReferences(
  root: object,
  locations: Locations,
  folder: string | undefined,
  hosts: readonly string[],
): Promise<ReadonlyMap<string, FileRead>> {
  const { $RefParser } = await import('@apidevtools/json-schema-ref-parser');
  const files = new Map<string, FileRead>();

  const read = async (place: string): Promise<unknown> => {
    const url = toUrl(place);
    const name = locations.fileAt('', url.href) ?? url.href;
    const file = await readFileAt(url, folder, hosts);
    files.set(name, file);
    return 'tree' in file ? file.tree : {};
  };

  const place = locations.urlOf('');
  const path = place === null ? 'document' : place.protocol === 'file:' ? fileURLToPath(place) : place.href;
  const parser = new $RefParser();
  // What it cannot read shows as a reference that leads nowhere, with the reason kept above.
  await parser
    .resolve(path, root, {
      continueOnError: true,
      resolve: {
        file: false,
        http: false,
        opbind: { order: 1, canRead: true, read: ({ url }: { url: string }) => read(url) },
      },
      parse: {
        json: false,
        yaml: false,
        text: false,
        binary: false,
        opbind: { order: 1, canParse: true, allowEmpty: true, parse: ({ data }: { data: unknown }) => data },
      },
    })
    .catch(() => undefined);
  return files;
}
