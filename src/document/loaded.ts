import type { Finding } from '../problem/finding.ts';
import type { Operation, Parameter, Pointer, Schemas, SecurityScheme, Version } from './operation.ts';
import type { References } from './references.ts';

export interface LoadOptions {
  readonly references?: References;
  /** In place of the base paths that the document names. */
  readonly basePath?: string;
}

/** Of the options of an API, those that its document is read by. */
export const loadOptionsOf = ({
  references,
  basePath,
}: { readonly [Name in keyof LoadOptions]: LoadOptions[Name] | undefined }): LoadOptions => ({
  ...(references !== undefined && { references }),
  ...(basePath !== undefined && { basePath }),
});

/** A document of any version, read. */
export interface LoadedDocument {
  /** What to call it: file name, URL, or `the document`. */
  readonly source: string;
  /** Null where it could not be read. */
  readonly version: Version | null;
  readonly operations: readonly Operation[];
  readonly securitySchemes: readonly SecurityScheme[];
  readonly schemas: Schemas;
  /** The formats that its schemas name, each with the pointer to the first place. */
  readonly formats: ReadonlyMap<string, Pointer>;
  /** What keeps it from being bound. */
  readonly findings: readonly Finding[];
  /** Rules it breaks without harm. */
  readonly warnings: readonly Finding[];
  /** Adds file, line and column to findings about the document, which takes another look at its text. */
  place(findings: readonly Finding[]): Promise<readonly Finding[]>;
  /** The parsed root document, as it is. */
  readonly content: () => unknown;
  /** The header fields that the response at a pointer declares. */
  headersOf(response: Pointer): readonly Parameter[];
  /** Places of all its files, of those too that could not be read. None where it was given as an object, or was compiled. */
  readonly files: readonly URL[];
  /** What `schemas` are found in; null where nothing could be read, and where it was compiled. */
  readonly parsed: ParsedFiles | null;
}

/** The files of a document, parsed, and how they refer to each other. */
export interface ParsedFiles {
  /** By name; the root is `''`. */
  readonly trees: ReadonlyMap<string, unknown>;
  readonly fileAt: (file: string, reference: string) => string | undefined;
  /** Whether any names schemas by `$id` and the like. */
  readonly identified: boolean;
  /** Schemas that stand in no file. */
  readonly virtual: ReadonlyMap<Pointer, unknown>;
}
