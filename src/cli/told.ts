import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { count } from '../problem/count.ts';
import type { Terminal } from './command.ts';
import { reportOf } from './findings.ts';
import type { Mismatch, Readiness } from './messages.ts';
import { paintOf } from './paint.ts';
import type { Refusal } from './thread.ts';

/** What a server tells of itself: lines for people, or JSON Lines. */
export interface Told {
  listening(url: string, readiness: Readiness): void;
  answered(request: HttpRequest, response: HttpResponse, time: number): void;
  /** An answer does not fit the document. */
  mismatched(mismatch: Mismatch): void;
  reloaded(readiness: Readiness): void;
  /** The new state cannot be served; another one may be, still. */
  refused(refusal: Refusal, isServed: boolean): void;
  broken(error: unknown): void;
  stopping(): void;
}

/** `2 findings` and so on, where there are some; else what was thrown. */
const headingOf = ({ findings, text }: Refusal): string =>
  findings === null ? text : (text.split('\n')[0] ?? count(findings.length, 'finding'));

export function refusalText(refusal: Refusal, terminal: Terminal): string {
  const paint = paintOf(terminal, 'error');
  return refusal.findings === null
    ? `${paint.red(refusal.text)}\n`
    : reportOf(headingOf(refusal), refusal.findings, paint);
}

/** The code of a problem that refuses a request, so that nobody has to look for it. */
function codeOf({ status, headers, body }: HttpResponse): string | null {
  const isProblem = headers.some(
    ([name, value]) => name === 'content-type' && value.startsWith('application/problem+json'),
  );
  if (status < 400 || !isProblem || typeof body !== 'string') return null;
  try {
    const { code } = JSON.parse(body) as { readonly code?: unknown };
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
}

/** `20 operations, 18 with a process, 2 answered from the document; 1 warning, …`. */
function sizeOf({ operations, bound, warnings }: Readiness, mocks: boolean): string {
  const others = operations - bound;
  const answered = mocks ? 'answered from the document' : 'without: 501';
  const who = {
    all: ['each with a process'],
    none: [`all ${answered}`],
    some: [`${bound} with a process`, `${others} ${answered}`],
  }[others === 0 ? 'all' : bound === 0 ? 'none' : 'some'];
  const warned = warnings > 0 ? `; ${count(warnings, 'warning')}, which opbind check lists` : '';
  return `${[count(operations, 'operation'), ...who].join(', ')}${warned}`;
}

const basesOf = (url: string, { basePaths }: Readiness): string =>
  basePaths.map((path) => url + path).join(' and ');

const colourOf = (status: number): 'green' | 'cyan' | 'yellow' | 'red' => {
  if (status < 300) return 'green';
  if (status < 400) return 'cyan';
  return status < 500 ? 'yellow' : 'red';
};

/** Issues that are listed before the rest is counted. */
const MOST = 3;

/** On one line: a message may have breaks. */
function mismatchText({ operation, status, issues }: Mismatch): string {
  const rest = issues.length - MOST;
  const listed = [...issues.slice(0, MOST), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
  return `${operation} answered ${status}, which does not fit the document: ${listed.replace(/\s+/g, ' ')}`;
}

/** @param mocks Whether the document answers where there is no process. */
function tellPeople(terminal: Terminal, mocks: boolean): Told {
  const paint = paintOf(terminal);
  const write = (text: string): void => terminal.write(`${text}\n`);
  return {
    listening: (url, readiness) => {
      write(`${paint.green('listening')} on ${paint.bold(basesOf(url, readiness) || url)}`);
      write(paint.dim(sizeOf(readiness, mocks)));
    },
    answered: ({ method, url }, response, time) => {
      const code = codeOf(response);
      const status = paint[colourOf(response.status)](String(response.status));
      write(`${method} ${url} ${status}${code === null ? '' : ` ${code}`} ${paint.dim(`${time} ms`)}`);
    },
    mismatched: (mismatch) => write(paint.yellow(mismatchText(mismatch))),
    reloaded: (readiness) => write(`${paint.green('reloaded')} ${paint.dim(sizeOf(readiness, mocks))}`),
    refused: (refusal, isServed) => {
      terminal.writeError(refusalText(refusal, terminal));
      const rest = isServed
        ? 'what was served before is served on'
        : 'nothing is served before that is mended';
      write(`${paint.yellow('not reloaded')}: ${rest}`);
    },
    broken: (error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      terminal.writeError(`${paintOf(terminal, 'error').red(`The processes have broken down.\n${text}`)}\n`);
    },
    stopping: () => write('stopping'),
  };
}

function tellJson({ write }: Terminal): Told {
  const tell = (event: string, more: object = {}): void => write(`${JSON.stringify({ event, ...more })}\n`);
  return {
    listening: (url, readiness) => tell('listening', { url, ...readiness }),
    answered: ({ method, url }, response, time) => {
      const code = codeOf(response);
      tell('answered', { method, url, status: response.status, ...(code !== null && { code }), time });
    },
    mismatched: ({ operation, status, issues }) => tell('mismatched', { operation, status, issues }),
    reloaded: (readiness) => tell('reloaded', readiness),
    refused: ({ findings, text }) => tell('refused', findings === null ? { error: text } : { findings }),
    broken: (error) => tell('broken', { error: String(error) }),
    stopping: () => tell('stopping'),
  };
}

export const createTold = (terminal: Terminal, { json, mocks }: { json: boolean; mocks: boolean }): Told =>
  json ? tellJson(terminal) : tellPeople(terminal, mocks);
