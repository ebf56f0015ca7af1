import { readFileSync } from 'node:fs';

/** What the processes have written down themselves of one run, beside its store. */
export interface Noted {
  readonly id: string;
  readonly operation: string;
  readonly tag: string;
  /** One for each start. */
  readonly starts: readonly string[];
  /** Those of the starts that came to their end. */
  readonly ends: readonly string[];
}

/** Reads `start|end operation tag id nonce`, one a line. A process that is killed leaves whole lines: each is one write. */
export function readJournal(file: string): ReadonlyMap<string, Noted> {
  const all = new Map<string, Noted & { starts: string[]; ends: string[] }>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [what, operation = '', tag = '', id = '', nonce = ''] = line.split(' ');
    if (what !== 'start' && what !== 'end') continue;
    const noted = all.get(id) ?? { id, operation, tag, starts: [], ends: [] };
    all.set(id, noted);
    noted[what === 'start' ? 'starts' : 'ends'].push(nonce);
  }
  return all;
}
