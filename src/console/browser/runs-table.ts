import type { RunRow } from '../words.ts';
import { runHash } from './address.ts';
import { h, put, say } from './element.ts';
import { httpStatus, setState, stateBadge, timeOf } from './parts.ts';
import { durationText, isOver, roughDuration } from './texts.ts';

/** A table of runs that changes in place, so that whoever is in it with the keyboard stays where he is. */
export interface RunsTable {
  readonly element: HTMLElement;
  show(runs: readonly RunRow[], ahead: number): void;
  tick(): void;
}

interface Line {
  readonly row: HTMLTableRowElement;
  update(run: RunRow): void;
  tick(): void;
}

const HEADINGS: readonly (readonly [text: string, name: string])[] = [
  ['State', 'state'],
  ['Operation', 'operation'],
  ['Caller', 'caller'],
  ['Started', 'started'],
  ['Duration', 'duration'],
  ['HTTP', 'http'],
  ['Run', 'id'],
];

/** @param ahead Milliseconds that the clock of the server is ahead of this one. */
const durationOf = ({ started, finished }: RunRow, ahead: number): string =>
  finished === null ? roughDuration(Date.now() + ahead - started) : durationText(finished - started);

function createLine(first: RunRow, api: string, aheadNow: () => number): Line {
  let run = first;
  const badge = stateBadge(run.state);
  const error = h('span', { class: 'row-error' });
  const http = h('td', { class: 'c-http' });
  const duration = h('td', { class: 'c-duration num' });
  const link = h('a', { href: runHash(run.id, api), class: 'row-link', title: run.operation }, run.operation);
  const row = h(
    'tr',
    {},
    h('td', { class: 'c-state' }, badge),
    h('td', { class: 'c-operation' }, link, error),
    h('td', { class: 'c-caller', title: run.caller ?? '' }, run.caller ?? h('span', { class: 'muted' }, '–')),
    h('td', { class: 'c-started num' }, timeOf(run.started)),
    duration,
    http,
    h('td', { class: 'c-id mono', title: run.id }, run.id),
  );
  const tick = (): void => say(duration, durationOf(run, aheadNow()));
  const update = (next: RunRow): void => {
    run = next;
    setState(badge, run.state);
    say(error, run.error ?? '');
    put(http, httpStatus(run.status));
    tick();
  };
  update(run);
  return { row, update, tick: () => (isOver(run.state) ? undefined : tick()) };
}

/** Puts rows in order, and moves none that is in its place. */
function arrange(body: HTMLElement, rows: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(rows);
  for (const row of [...body.children]) if (!wanted.has(row)) row.remove();
  rows.forEach((row, index) => {
    const there = body.children[index];
    if (there !== row) body.insertBefore(row, there ?? null);
  });
}

export function createRunsTable(api: string): RunsTable {
  const lines = new Map<string, Line>();
  let ahead = 0;
  const body = h('tbody');
  const headings = HEADINGS.map(([text, name]) => h('th', { scope: 'col', class: `c-${name}` }, text));
  const element = h(
    'table',
    { class: 'runs' },
    h('caption', { class: 'hidden' }, 'Runs, the latest first'),
    h('thead', {}, h('tr', {}, ...headings)),
    body,
  );
  const lineOf = (run: RunRow): Line => {
    const line = lines.get(run.id) ?? createLine(run, api, () => ahead);
    line.update(run);
    return line;
  };
  return {
    element,
    show: (runs, byServer) => {
      ahead = byServer;
      const shown = new Map(runs.map((run) => [run.id, lineOf(run)]));
      lines.clear();
      for (const [id, line] of shown) lines.set(id, line);
      arrange(
        body,
        [...shown.values()].map(({ row }) => row),
      );
    },
    tick: () => {
      for (const line of lines.values()) line.tick();
    },
  };
}
