import { bytesOf } from '../http/bytes.ts';
/** How a run ended: its process returned or threw, it ran out of time, or somebody ended it. */
export type Outcome = 'succeeded' | 'failed' | 'timed-out' | 'cancelled' | 'interrupted';

/** One execution of a process, as long as it goes on. */
export interface Run {
  readonly id: string;
  /** Aborted when the run is over its time, or when the caller goes away before an answer. */
  readonly signal: AbortSignal;
  readonly outputs: Record<string, unknown>;
  readonly lines: readonly string[];
  log(message: string): void;
  abort(reason: Error): void;
  /** Lets the run go on when the caller goes away. */
  detach(): void;
}

const SEQUENCE = 36 ** 4;

let made = 0;

/** Random words that were drawn and not used, for drawing costs more than all else of an id. */
const drawn = new Uint32Array(128);
let left = 0;

function randomWord(): string {
  if (left === 0) {
    crypto.getRandomValues(drawn);
    left = drawn.length;
  }
  left -= 1;
  const word = drawn[left] ?? 0;
  drawn[left] = 0;
  return word.toString(16).padStart(8, '0');
}

/**
 * Milliseconds since 1970 in nine digits of base 36, then a count in four, so that ids sort by time and, of one process, in their order;
 * then 64 random bits, for whoever knows an id may ask for the result of an anonymous run.
 */
export function createRunId(now: number): string {
  made = (made + 1) % SEQUENCE;
  const count = made.toString(36).padStart(4, '0');
  return `${now.toString(36).padStart(9, '0')}${count}${randomWord()}${randomWord()}`;
}

/** Lines of a log, characters of a line, and of all lines. */
const MOST_LINES = 1000;
const LONGEST_LINE = 8192;
const MOST_CHARACTERS = 262_144;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A part of a text keeps all of it in memory, unless it is copied. */
const cut = (text: string): string =>
  text.length <= LONGEST_LINE ? text : decoder.decode(bytesOf(text.slice(0, LONGEST_LINE)));

/** Takes lines as long as there is room: a log that a loop fills must not fill the memory. What is left out is said. */
function createLog(): { readonly lines: readonly string[]; add(message: unknown): void } {
  const lines: string[] = [];
  let length = 0;
  return {
    lines,
    add: (message) => {
      const line = cut(String(message));
      length += line.length;
      if (lines.length < MOST_LINES && length <= MOST_CHARACTERS) lines.push(line);
      else if (lines.at(-1) !== LEFT_OUT) lines.push(LEFT_OUT);
      if (lines.at(-1) === LEFT_OUT) length = Number.POSITIVE_INFINITY;
    },
  };
}

const LEFT_OUT = 'The log is full: the rest is left out.';

/** Aborts with the caller, until that is not asked for any more. */
function follow(caller: AbortSignal | undefined, controller: AbortController): () => void {
  const abort = (): void => controller.abort(caller?.reason);
  if (caller?.aborted) abort();
  else caller?.addEventListener('abort', abort, { once: true });
  return () => caller?.removeEventListener('abort', abort);
}

/** The run of an execution, with an id of its own where none is given. */
export function createRun(given: string | null, started: number, caller: AbortSignal | undefined): Run {
  const id = given ?? createRunId(started);
  const { lines, add } = createLog();
  const controller = new AbortController();
  const detach = follow(caller, controller);
  return Object.freeze({
    id,
    lines,
    outputs: {},
    signal: controller.signal,
    log: add,
    abort: (reason: Error) => controller.abort(reason),
    detach,
  });
}
