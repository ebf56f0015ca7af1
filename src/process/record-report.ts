import { isReply, type Reply, replied } from '../http/reply.ts';

/** What became of one record. */
export type RecordResult<Value = unknown> =
  | {
      /** Its place among the items, from 0. */
      readonly index: number;
      readonly status: 'succeeded';
      /** What the function gave for it; absent where that was nothing. */
      // biome-ignore lint/suspicious/noConfusingVoidType: a function that returns nothing has the type void
      readonly value?: Exclude<Value, void | undefined>;
    }
  | {
      readonly index: number;
      readonly status: 'failed';
      /** Why, in words for the caller. */
      readonly error: string;
      /** Code of the problem that was thrown. */
      readonly code?: string;
    };

/** Whether a function gave anything. */
// biome-ignore lint/suspicious/noConfusingVoidType: as above
export const isGiven = <Value>(value: Value): value is Exclude<Value, void | undefined> =>
  value !== undefined;

/** How many records there were, and what became of them. */
export interface RecordSummary<Value = unknown> {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  // Types made of a document have lists that can be written to: a list that cannot would fit none of them.
  /** In the order of the items; with `results: 'failed'` only those that failed. */
  readonly results: RecordResult<Value>[];
}

/**
 * What became of all records. Its own enumerable members are those of a {@link RecordSummary}, and so is its JSON. Returned from a process
 * it is an answer as a whole: 200 where no record failed, 207 where some did, 422 where all did.
 */
export interface RecordReport<Value = unknown>
  extends RecordSummary<Value>,
    Reply<200 | 207 | 422, RecordSummary<Value>> {
  /**
   * By index, what was thrown that nobody foresaw, or the `cause` of what was: of the first hundred such records.
   * Never sent; told to `onError` when the report is the answer of a process.
   */
  readonly causes: ReadonlyMap<number, unknown>;
}

/** Unforeseen errors that a report keeps: of a million records that fail alike, the first ones tell enough. */
export const MOST_CAUSES = 100;

/** Marks a report, so that no reply with a member `causes` is taken for one. */
const reported: unique symbol = Symbol('opbind.report');

/** All succeeded, some, or none. */
function statusOf({ succeeded, failed }: RecordSummary): 200 | 207 | 422 {
  if (failed === 0) return 200;
  return succeeded === 0 ? 422 : 207;
}

const hidden = (value: unknown): PropertyDescriptor => ({ value, enumerable: false });

/** A report is a reply by members that neither JSON nor a loop over its members sees. */
export function createReport<Value>(
  summary: RecordSummary<Value>,
  causes: ReadonlyMap<number, unknown>,
): RecordReport<Value> {
  const report = Object.defineProperties(
    { ...summary },
    {
      [replied]: hidden(true),
      [reported]: hidden(true),
      status: hidden(statusOf(summary)),
      content: hidden(summary),
      headers: hidden([]),
      causes: hidden(causes),
    },
  );
  return Object.freeze(report) as RecordReport<Value>;
}

const isReport = (value: unknown): value is RecordReport =>
  typeof value === 'object' && value !== null && reported in value;

const NOTHING: ReadonlyMap<number, unknown> = new Map();

/** The unforeseen errors of an answer that is a report, or a reply whose content is one. */
export function causesOf(answer: unknown): ReadonlyMap<number, unknown> {
  try {
    if (!isReply(answer)) return NOTHING;
    if (isReport(answer)) return answer.causes;
    return isReport(answer.content) ? answer.content.causes : NOTHING;
  } catch {
    // What cannot be looked at, such as a revoked proxy, is no report.
    return NOTHING;
  }
}
