import type { LoadedDocument, LoadOptions } from './document/loaded.ts';
import type { Operation, Pointer } from './document/operation.ts';
import type { CheckOptions, Checks } from './schema/checks.ts';

/** What a compiled document was compiled for. */
export interface CompiledFor {
  readonly readOnly: 'allow' | 'refuse';
  /** Whether it has checks of answers. */
  readonly responses: boolean;
  /** Pointers to the operations that share a URL with another, as paths are compared by default; null where that is not known. */
  readonly meeting: ReadonlySet<Pointer> | null;
  /** Pointers to the operations that have a body which no request can name. */
  readonly unread: ReadonlySet<Pointer>;
}

/** A document, ready to be bound. */
export interface ReadDocument extends LoadedDocument {
  readonly createChecks: (options: CheckOptions) => Checks;
  /** Null where the document was not compiled, and can be bound for anything. */
  readonly compiledFor: CompiledFor | null;
  /** Loads what is needed to call an operation, or else everything; null where all of that is there, as it always is of documents that were not compiled. */
  readonly ready: (operation?: Operation) => Promise<void> | null;
}

/** Reads what `bind` is given as a document. */
export type Read = (document: string | URL | object, options: LoadOptions) => Promise<ReadDocument>;
