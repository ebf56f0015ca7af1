import type { Finding } from '../problem/finding.ts';
import type { DocumentCode } from './codes.ts';
import type { Pointer } from './operation.ts';
import { toFindingPointer } from './pointer.ts';

/** Notes one thing; the same thing said twice is kept once. */
export type Note = (code: DocumentCode, pointer: Pointer, message: string, mend?: string) => void;

export interface Findings {
  /** Keeps the document from being bound. */
  readonly error: Note;
  /** Breaks a rule, and harms nothing. */
  readonly warn: Note;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

const collect = (): { readonly note: Note; readonly list: readonly Finding[] } => {
  const noted = new Map<string, Finding>();
  const list: Finding[] = [];
  const note: Note = (code, pointer, message, mend) => {
    const key = `${code} ${pointer} ${message}`;
    if (noted.has(key)) return;
    const finding = {
      code,
      pointer: toFindingPointer(pointer),
      message,
      ...(mend === undefined ? {} : { mend }),
    };
    noted.set(key, finding);
    list.push(finding);
  };
  return { note, list };
};

export const createFindings = (): Findings => {
  const errors = collect();
  const warnings = collect();
  return {
    error: errors.note,
    warn: warnings.note,
    get errors() {
      return errors.list;
    },
    // What is an error need not be a warning too.
    get warnings() {
      const told = new Set(errors.list.map(({ code, pointer }) => `${code} ${pointer}`));
      return warnings.list.filter(({ code, pointer }) => !told.has(`${code} ${pointer}`));
    },
  };
};
