import type { Operation } from '../../document/operation.ts';
import type { SignedRequest } from './credentials.ts';
import type { Outcome } from './judge.ts';
import type { CaseKind, ContractCheck } from './names.ts';
import type { Reference } from './reference.ts';
import type { OperationReport } from './report.ts';
import type { FastCheck } from './sift.ts';
import type { Sender, Subject } from './subject.ts';

/** A case that was found before, to be made again. */
export interface Replay {
  readonly operation: string;
  readonly kind: CaseKind;
  readonly at: string;
}

export interface SessionOptions {
  readonly fc: FastCheck;
  readonly subject: Subject;
  readonly seed: number;
  readonly replay: Replay | null;
  /** Cases of each kind and operation. */
  readonly cases: number;
  readonly checks: ReadonlySet<ContractCheck>;
  /** Statuses that need no declaration. */
  readonly allowed: ReadonlySet<number>;
  /** When there is no more time, as `performance.now()` counts it. */
  readonly until: number;
}

/** What is noted of an operation while it is tested. */
export interface Notes {
  requests: number;
  positive: number;
  negative: number;
  /** How many of those that fit were kept out by who sent them, or how often. */
  barred: number;
  readonly statuses: Record<string, number>;
  readonly skipped: string[];
}

export const createNotes = (): Notes => ({
  requests: 0,
  positive: 0,
  negative: 0,
  barred: 0,
  statuses: {},
  skipped: [],
});

const ALL_BARRED =
  'All requests that fit were answered with 401, 403 or 429: give a principal who may call, or lift the limit.';

export const toReport = ({ id }: Operation, { barred, ...notes }: Notes): OperationReport => ({
  id,
  ...notes,
  skipped: [...notes.skipped, ...(barred > 0 && barred === notes.positive ? [ALL_BARRED] : [])],
});

/** One contract test while it goes on. */
export interface Session extends SessionOptions {
  readonly reference: Reference;
  /** How often each check was made. */
  readonly counts: Partial<Record<ContractCheck, number>>;
  count(...checks: readonly ContractCheck[]): void;
  timeLeft(): number;
  send(notes: Notes, operation: Operation, request: SignedRequest, sender: Sender): Promise<Outcome>;
}

export function createSession(options: SessionOptions, reference: Reference): Session {
  const counts: Session['counts'] = {};
  return {
    ...options,
    reference,
    counts,
    count: (...checks) => {
      for (const check of checks) counts[check] = (counts[check] ?? 0) + 1;
    },
    timeLeft: () => Math.max(0, options.until - performance.now()),
    send: async (notes, operation, request, sender) => {
      const outcome = await options.subject.send(operation, request, sender);
      const status = 'failure' in outcome ? 'none' : String(outcome.status);
      notes.requests += 1;
      notes.statuses[status] = (notes.statuses[status] ?? 0) + 1;
      return outcome;
    },
  };
}
