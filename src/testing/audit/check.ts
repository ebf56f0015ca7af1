import type { AuditAnswer, AuditOptions, AuditRequest, DoorAbility } from './door.ts';
import type { Seen } from './seen.ts';

/** A request of which little needs to be said. */
export interface Question extends Partial<AuditRequest> {
  readonly target: string;
  /** Sent as `application/json`, with its length. */
  readonly json?: string;
}

/** What a check has at hand. */
export interface Audit {
  readonly ask: (question: Question) => Promise<AuditAnswer>;
  /** Waits for what has to come, and rejects if it does not. */
  readonly soon: <T>(what: string, promise: Promise<T>) => Promise<T>;
  readonly seen: Seen;
  /** Where the door listens; null for a door in memory. */
  readonly url: URL | null;
  readonly options: AuditOptions;
}

/** A check of the suite. */
export interface Check {
  readonly name: string;
  readonly needs?: readonly DoorAbility[];
  /** Whether it is about what the host application answers. */
  readonly needsHost?: boolean;
  readonly run: (audit: Audit) => Promise<void>;
}
