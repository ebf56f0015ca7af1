import type { HeaderLine, HttpResponse } from '../http/message.ts';
import { type Problem, refuse } from '../problem/problem.ts';
import { toResponse } from './answer.ts';
import { isOutcome, type Outcome } from './record.ts';
import type { KeptRun, StoredAnswer } from './store.ts';

/** Where a run is asked for, and its result. */
export interface RunUrls {
  readonly statusUrl: string;
  readonly resultUrl: string;
}

/** Seconds after which it may be worth asking again: the longer it takes, the more. */
const retryAfter = (started: number): HeaderLine => {
  const seconds = Math.floor((Date.now() - started) / 10_000);
  return ['retry-after', String(Math.min(Math.max(seconds, 1), 30))];
};

const NOT_KEPT: HeaderLine = ['cache-control', 'no-store'];

const typeOf = ({ headers }: StoredAnswer): string =>
  headers.find(([name]) => name === 'content-type')?.[1]?.toLowerCase() ?? '';

const isJson = (type: string): boolean => /^[^;]*[/+]json\s*(;|$)/.test(type);
const isProblem = (type: string): boolean => type.startsWith('application/problem+json');

const textOf = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : Buffer.from(body).toString('utf8');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The result within the status: the value of JSON, or a text. Bytes are asked for by its URL. */
function resultOf(answer: StoredAnswer): unknown {
  const { body } = answer;
  const type = typeOf(answer);
  if (body === null) return null;
  if (isJson(type)) return parse(textOf(body));
  return type.startsWith('text/') ? textOf(body) : undefined;
}

const WITHOUT_ANSWER: Readonly<
  Partial<Record<Outcome, 'run-cancelled' | 'run-interrupted' | 'process-timeout'>>
> = {
  cancelled: 'run-cancelled',
  'timed-out': 'process-timeout',
};

/** What is told of a run that ended without an answer. */
export const problemOf = ({ id, state }: KeptRun): Problem =>
  refuse(WITHOUT_ANSWER[state as Outcome] ?? 'run-interrupted', { run: id });

/** What went wrong, as the caller may know it. */
function errorOf(run: KeptRun): unknown {
  if (run.answer !== null) return isProblem(typeOf(run.answer)) ? resultOf(run.answer) : undefined;
  const { type, title, status, code } = problemOf(run);
  return { type, title, status, code, run: run.id };
}

/** What a caller is told of how it stands with its run. What the server knows of an error beside that is not in it. */
function detailsOf(run: KeptRun, { statusUrl, resultUrl }: RunUrls): object {
  const { id, operation, state, started, finished, outputs, answer } = run;
  const error = isOutcome(state) ? errorOf(run) : undefined;
  return {
    id,
    operation,
    status: state,
    statusUrl,
    startedAt: new Date(started),
    ...(finished !== null && { finishedAt: new Date(finished) }),
    ...(isOutcome(state) && { outputs }),
    ...(answer !== null && { httpStatus: answer.status, resultUrl }),
    ...(answer !== null && error === undefined && { result: resultOf(answer) }),
    ...(error !== undefined && { error }),
  };
}

function jsonResponse(status: number, value: object, lines: readonly HeaderLine[]): HttpResponse {
  const body = JSON.stringify(value);
  const headers: HeaderLine[] = [
    ['content-type', 'application/json'],
    ['content-length', String(Buffer.byteLength(body))],
    NOT_KEPT,
    ...lines,
  ];
  return { status, headers, body };
}

/** Word of a run that has no answer yet. */
export const acceptedResponse = (
  { id, state, started }: Pick<KeptRun, 'id' | 'state' | 'started'>,
  statusUrl: string,
  lines: readonly HeaderLine[],
): HttpResponse =>
  jsonResponse(202, { id, status: state, statusUrl }, [
    ['location', statusUrl],
    retryAfter(started),
    ...lines,
  ]);

/** How it stands with a run: 202 as long as it goes on, then 200. */
export const statusResponse = (run: KeptRun, urls: RunUrls): HttpResponse =>
  isOutcome(run.state)
    ? jsonResponse(200, detailsOf(run, urls), [])
    : jsonResponse(202, detailsOf(run, urls), [retryAfter(run.started)]);

/** The answer of a run as its caller would have got it. */
export function resultResponse(answer: StoredAnswer): HttpResponse {
  const response = toResponse(answer);
  return response.headers.some(([name]) => name === 'cache-control')
    ? response
    : { ...response, headers: [...response.headers, NOT_KEPT] };
}
