import { createParts } from './compiled-parts.ts';
import type { LoadOptions } from './document/loaded.ts';
import type { Operation, Pointer } from './document/operation.ts';
import { unreadable } from './document/unreadable.ts';
import { createLaterTrees, readWritten, type WrittenDocument, type WrittenTree } from './document/written.ts';
import { once } from './http/once.ts';
import type { Finding } from './problem/finding.ts';
import type { ReadDocument } from './read-document.ts';
import { createWrittenChecks, gatherChecks, type WrittenChecks } from './schema/written-checks.ts';
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

/** What may stand in a module of its own. */
interface CompiledPart {
  readonly stamp: string;
  readonly requests: WrittenChecks | null;
  readonly responses: WrittenChecks | null;
  readonly trees: readonly WrittenTree[] | null;
}

/** All that is in it. */
interface Compiled extends CompiledDocument, WrittenDocument, CompiledPart {
  /** What becomes of `readOnly` members in a request. */
  readonly readOnly: 'allow' | 'refuse';
  /** Whether checks of answers were asked for. */
  readonly checksResponses: boolean;
  /** Pointers to the operations that share a URL with another; null where there are too many. */
  readonly meeting: readonly Pointer[] | null;
  /** Pointers to the operations that have a body which no request can name. */
  readonly unread: readonly Pointer[];
  readonly parts: readonly (() => Promise<{ readonly default: CompiledPart }>)[];
  /** JSON of what operations need. */
  readonly needs: () => string;
}

/** What operations of a compiled document need. */
export interface Needs {
  /** For each operation the numbers of its parts. */
  readonly operations: readonly (readonly number[])[];
  /** Pointers to the schemas of bodies in which defaults can be met. */
  readonly defaults: readonly Pointer[];
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
  ready: () => null,
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
  const { readOnly, checksResponses, meeting, unread } = compiled;
  const trees = createLaterTrees();
  const checks = { request: gatherChecks(), response: checksResponses ? gatherChecks() : null };
  const take = (part: CompiledPart): void => {
    if (part.requests !== null) checks.request.add(part.requests);
    if (part.responses !== null) checks.response?.add(part.responses);
    if (part.trees !== null) trees.add(part.trees);
  };
  take(compiled);
  const parts = createParts(compiled.parts, compiled.stamp, take);
  const loaded = readWritten(compiled, trees, options);
  const needs = once(() => JSON.parse(compiled.needs()) as Needs);
  const defaults = once(() => new Set(needs().defaults));
  const numbers = once(() => new Map(loaded.operations.map((operation, number) => [operation, number])));
  const partsOf = (operation: Operation): readonly number[] =>
    needs().operations[numbers().get(operation) ?? -1] ?? [];
  return {
    ...loaded,
    compiledFor: {
      readOnly,
      responses: checksResponses,
      meeting: meeting === null ? null : new Set(meeting),
      unread: new Set(unread),
    },
    createChecks: (own) =>
      createWrittenChecks(loaded.schemas, checks, (schema) => defaults().has(schema), own),
    ready: (operation) =>
      compiled.parts.length === 0
        ? null
        : operation === undefined
          ? parts.loadAll()
          : parts.load(partsOf(operation)),
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
