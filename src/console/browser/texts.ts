import type { RunState } from '../../runs/record.ts';

const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const plain = new Intl.NumberFormat(undefined);

const isToday = (time: number): boolean => new Date(time).toDateString() === new Date().toDateString();

/** `14:03:07`, and the day where that is another. */
export const timeText = (time: number): string =>
  isToday(time) ? clock.format(time) : `${day.format(time)}, ${clock.format(time)}`;

export const fullTime = (time: number): string => full.format(time);

const two = (count: number): string => String(count).padStart(2, '0');

/** `12 ms`, `3.4 s`, `2 min 05 s`, `3 h 20 min`, `2 d 4 h`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const [minutes, hours, days] = [
    Math.floor(seconds / 60),
    Math.floor(seconds / 3600),
    Math.floor(seconds / 86_400),
  ];
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${two(seconds % 60)} s`;
  return hours < 24 ? `${hours} h ${two(minutes % 60)} min` : `${days} d ${hours % 24} h`;
}

/** A duration of a running run changes all the time: without its tenths. */
export const roughDuration = (ms: number): string =>
  ms < 60_000 ? `${Math.max(0, Math.floor(ms / 1000))} s` : durationText(ms);

export const countText = (count: number, one: string, many: string): string =>
  `${plain.format(count)} ${count === 1 ? one : many}`;

const STATES: Readonly<Record<RunState, string> & Record<string, string>> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  'timed-out': 'Timed out',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

export const STATE_NAMES: readonly string[] = Object.keys(STATES);

export const stateText = (state: string): string => STATES[state] ?? state;

export const isOver = (state: string): boolean => state !== 'queued' && state !== 'running';
