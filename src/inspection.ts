import type { OperationInfo } from './operation-info.ts';
import type { Mode } from './options.ts';
import type { Access } from './security/policy/access.ts';

/** How the calls of an operation go, and who may make them. */
export interface Serving {
  readonly mode: Mode;
  /** Milliseconds that its process may take; 0 for no limit. */
  readonly timeout: number;
  readonly access: Access;
}

/** An operation of the document, as whoever runs the API may see it. */
export interface InspectedOperation extends OperationInfo {
  /** Paths of its servers, at least one. */
  readonly basePaths: readonly string[];
  /** Null where it has no process. */
  readonly serving: Serving | null;
}

/** An API as it is seen by whoever runs it. */
export interface Inspection {
  /** Those with a process first. */
  readonly operations: readonly InspectedOperation[];
  /** Whether other processes may execute runs that are listed here. */
  readonly isShared: boolean;
  /** Has somebody told whenever a run begins or ends in this process. Gives what ends that. */
  watch(listener: () => void): () => void;
  /** Aborted when the API begins to close. */
  readonly stopping: AbortSignal;
}
