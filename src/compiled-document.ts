import type { LoadOptions } from './document/loaded.ts';
import type { Pointer } from './document/operation.ts';
import { unreadable } from './document/unreadable.ts';
import { readWritten, type WrittenDocument } from './document/written.ts';
import type { Finding } from './problem/finding.ts';
import type { ReadDocument } from './read-document.ts';
import { createWrittenChecks, type WrittenChecks } from './schema/written-checks.ts';
import { VERSION } from './version.ts';

/**
 * What a module exports that `opbind compile` has written. To be handed to `bind`, and to nobody else: its members may change with every
 * version.
 *
 * @example
 * declare const petstore: CompiledDocument; // import petstore from './petstore.mjs';
 * const api = await bind(petstore, { getPetById: ({ path }) => pets.get(path.petId) });
 */
export interface CompiledDocument {
  /** `opbind 1.2.3`: who has written it, and can read it. */
  readonly compiledBy: string;
}

/** All that is in it. */
interface Compiled extends CompiledDocument, WrittenDocument {
  /** What becomes of `readOnly` members in a request. */
  readonly readOnly: 'allow' | 'refuse';
  /** Pointers to the operations that share a URL with another; null where there are too many. */
  readonly meeting: readonly Pointer[] | null;
  /** Pointers to the operations that have a body which no request can name. */
  readonly unread: readonly Pointer[];
  readonly requests: WrittenChecks;
  /** Null where the checks of answers were not asked for. */
  readonly responses: WrittenChecks | null;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isCompiled = (value: unknown): value is CompiledDocument =>
  isObject(value) && 'compiledBy' in value && typeof value.compiledBy === 'string';

/** The compiled document that somebody gives: what a module exports, or the module; null where it is something else. */
export function compiledFrom(document: unknown): CompiledDocument | null {
  if (isCompiled(document)) return document;
  const inner = isObject(document) && 'default' in document ? document.default : null;
  return isCompiled(inner) ? inner : null;
}

const unreadDocument = (finding: Finding): ReadDocument => ({
  ...unreadable('the compiled document', finding),
  createChecks: () => {
    throw new TypeError(finding.message);
  },
  compiledFor: null,
});

const outdated = (compiledBy: string): Finding => ({
  code: 'compiled-outdated',
  pointer: '',
  message: `The document was compiled by ${compiledBy}, and this is opbind ${VERSION}.`,
  mend: 'Compile it again: opbind compile.',
});

const NOT_COMPILED: Finding = {
  code: 'compiled-expected',
  pointer: '',
  message: 'This is no compiled document, which is all that opbind/compiled can bind.',
  mend: 'Give what a module exports that opbind compile has written, or bind with opbind.',
};

// Whoever was compiled by the same version has all members.
const isCurrent = (compiled: CompiledDocument): compiled is Compiled =>
  compiled.compiledBy === `opbind ${VERSION}`;

/** A compiled document, as if it had been loaded. */
export function readCompiled(
  compiled: CompiledDocument,
  options: Pick<LoadOptions, 'basePath'>,
): ReadDocument {
  if (!isCurrent(compiled)) return unreadDocument(outdated(compiled.compiledBy));
  const { readOnly, meeting, unread, requests, responses } = compiled;
  const loaded = readWritten(compiled, options);
  return {
    ...loaded,
    compiledFor: {
      readOnly,
      responses: responses !== null,
      meeting: meeting === null ? null : new Set(meeting),
      unread: new Set(unread),
    },
    createChecks: (own) =>
      createWrittenChecks(loaded.schemas, { request: requests, response: responses }, own),
  };
}

/** Reads compiled documents, and no others. */
export const readCompiledOnly = async (
  document: unknown,
  options: Pick<LoadOptions, 'basePath'>,
): Promise<ReadDocument> => {
  const compiled = compiledFrom(document);
  return compiled === null ? unreadDocument(NOT_COMPILED) : readCompiled(compiled, options);
};
