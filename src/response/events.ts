import { writeJson } from './json.ts';

/**
 * One server-sent event, as an async iterable of a process gives it. Every member may be left out.
 *
 * @see WHATWG HTML §9.2
 * @example
 * async function* tick(): AsyncGenerator<ServerSentEvent> {
 *   yield { event: 'price', id: 1, data: { price: 5 } };
 * }
 */
export interface ServerSentEvent {
  /** A text is sent as it is, line by line; everything else as JSON. */
  readonly data?: unknown;
  readonly event?: string;
  readonly id?: string | number;
  /** Milliseconds that the client waits before it connects again. */
  readonly retry?: number;
  /** For nobody to read; keeps a connection open. */
  readonly comment?: string;
}

const MEMBERS: ReadonlySet<string> = new Set(['data', 'event', 'id', 'retry', 'comment']);

/** An object with other members too is an item of the API, which may well have an id of its own. */
function isEvent(item: unknown): item is ServerSentEvent {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return false;
  const names = Object.keys(item);
  return names.length > 0 && names.every((name) => MEMBERS.has(name));
}

const LINE_BREAK = /\r\n|\r|\n/;

const lines = (field: string, text: string): string =>
  text
    .split(LINE_BREAK)
    .map((line) => `${field}: ${line}\n`)
    .join('');

function single(field: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = String(value);
  if (LINE_BREAK.test(text) || text.includes('\0'))
    throw new TypeError(`The ${field} of an event holds a line break or a null character. Leave it out.`);
  return `${field}: ${text}\n`;
}

function retry(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Number.isSafeInteger(value) && Number(value) >= 0) return `retry: ${value}\n`;
  throw new TypeError('The retry of an event has to be a whole number of milliseconds.');
}

const comment = (text: unknown): string =>
  text === undefined || text === null ? '' : lines('', String(text));

/** An item as an event: itself, or what an event tells. */
export const eventOf = (item: unknown): ServerSentEvent => (isEvent(item) ? item : { data: item });

/** An item as one event (HTML Living Standard §9.2.6). */
export function toEvent(item: unknown): string {
  const event = eventOf(item);
  const { data } = event;
  const text = data === undefined || typeof data === 'string' ? data : writeJson(data);
  return [
    comment(event.comment),
    single('event', event.event),
    single('id', event.id),
    retry(event.retry),
    text === undefined ? '' : lines('data', text),
    '\n',
  ].join('');
}
