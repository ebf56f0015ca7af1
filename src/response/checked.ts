import type { MediaType } from '../document/operation.ts';
import type { HeaderLine } from '../http/message.ts';
import type { Check, SchemaIssue } from '../problem/issue.ts';

/** What the document asks of the answers with one status. */
export interface StatusChecks {
  readonly headers: (lines: readonly HeaderLine[]) => readonly SchemaIssue[];
  readonly value: (mediaType: MediaType, value: unknown) => readonly SchemaIssue[] | null;
  readonly item: (mediaType: MediaType) => Check | null;
}

/** Holds answers against the document. */
export interface AnswerChecks<Call> {
  /** Null for a status that there is nothing to ask of. */
  readonly of: (status: number, call: Call) => StatusChecks | null;
  /** Is told of what does not fit. Throws where the answer is not to be sent. */
  readonly judge: (issues: readonly SchemaIssue[], call: Call) => void;
}

/** The checks of one answer. */
export interface Checked {
  readonly headers: (lines: readonly HeaderLine[]) => void;
  readonly value: (mediaType: MediaType | null, value: unknown) => void;
  /** Null where items are not checked. */
  readonly item: (mediaType: MediaType | null) => ((item: unknown) => void) | null;
}

/** The checks of one answer; null where there are none. */
export function checkedFor<Call>(
  checks: AnswerChecks<Call> | null,
  status: number,
  call: Call,
): Checked | null {
  const asked = checks?.of(status, call) ?? null;
  if (checks === null || asked === null) return null;
  const judge = (issues: readonly SchemaIssue[] | null): void => {
    if (issues !== null && issues.length > 0) checks.judge(issues, call);
  };
  return {
    headers: (lines) => judge(asked.headers(lines)),
    value: (mediaType, value) => {
      if (mediaType !== null) judge(asked.value(mediaType, value));
    },
    item: (mediaType) => {
      const check = mediaType === null ? null : asked.item(mediaType);
      return check === null ? null : (item) => judge(check(item));
    },
  };
}
