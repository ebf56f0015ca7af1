import { inspect as write } from 'node:util';
import type { RunRecord } from '../runs/record.ts';
import type { RunDetails, RunRow } from './words.ts';

const LONGEST_LINE = 200;
const LONGEST_TEXT = 100_000;

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most)}…`);

const textOf = (error: unknown): string | null => {
  if (error === null || error === undefined) return null;
  return typeof error === 'string' ? error : write(error);
};

/** A value that a process left behind may be anything: what JSON does not know is written as Node would show it. */
function valueText(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2) ?? write(value);
  } catch {
    return write(value, { depth: 5 });
  }
}

export function toRunRow(run: RunRecord): RunRow {
  const { id, operation, caller, state, started, finished, status, error } = run;
  const text = textOf(error);
  return {
    id,
    operation,
    caller,
    state,
    started: started.getTime(),
    finished: finished?.getTime() ?? null,
    status,
    error: text === null ? null : cut(text.split('\n', 1)[0] ?? '', LONGEST_LINE),
  };
}

export function toRunDetails(run: RunRecord): RunDetails {
  const errorText = textOf(run.error);
  return {
    ...toRunRow(run),
    log: run.log,
    outputs: Object.entries(run.outputs).map(([name, value]) => [name, cut(valueText(value), LONGEST_TEXT)]),
    errorText: errorText === null ? null : cut(errorText, LONGEST_TEXT),
    now: Date.now(),
  };
}
