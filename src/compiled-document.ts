import { readWritten, type WrittenDocument } from './document/written.ts';
import type { LoadOptions } from './document/load.ts';
import type { ReadDocument } from './read-document.ts';
import { createWrittenChecks, type WrittenChecks } from './schema/written-checks.ts';
import { VERSION } from './version.ts';

/**
 * What a module that `opbind compile` has written exports. To be handed to `bind`, and to nobody else: its members may change with every version.
 */
export interface CompiledDocument extends WrittenDocument {
  /** `opbind 1.2.3`: which opbind has written it, and can read it. */
  readonly compiledBy: string;
  /** What becomes of `readOnly` members in a request. */
  readonly readOnly: 'allow' | 'refuse';
  readonly requests: WrittenChecks;
  /** Null where the checks of answers were not asked for. */
  readonly responses: WrittenChecks | null;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isCompiled = (value: unknown): value is CompiledDocument =>
  isObject(value) && 'compiledBy' in value && 'records' in value && typeof value.records === 'function';

/** The compiled document that somebody gives: what a module exports, or all of the module; null where it is something else. */
export function compiledFrom(document: unknown): CompiledDocument | null {
  if (isCompiled(document)) return document;
  const inner = isObject(document) && 'default' in document ? document.default : null;
  return isCompiled(inner) ? inner : null;
}

/** A compiled document, as if it had been loaded. */
export function readCompiled(compiled: CompiledDocument, options: Pick<LoadOptions, 'basePath'>): ReadDocument {
  const { compiledBy, readOnly, requests, responses } = compiled;
  if (compiledBy !== `opbind ${VERSION}`) throw new TypeError('other version');
  const loaded = readWritten(compiled, options);
  return {
    ...loaded,
    lacks: { readOnly, responses: responses === null },
    createChecks: (own) =>
      createWrittenChecks(loaded.schemas, { request: requests, response: responses }, own),
  };
}
