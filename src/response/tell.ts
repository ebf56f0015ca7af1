import { byteLengthOf } from '../http/bytes.ts';
import { fieldValue } from '../http/fields.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from '../http/message.ts';
import { isReply, type Reply } from '../http/reply.ts';
import type { Problem } from '../problem/problem.ts';
import { compileAccept } from './accept.ts';
import { isBodiless } from './bodiless.ts';
import { encode } from './charset.ts';
import { toJson } from './json.ts';
import { kindOf, toBytes } from './kind.ts';
import { charsetOf } from './label.ts';
import { detailsOf, problemResponse, type ShapeProblem } from './problem.ts';
import { toProblemXml, xmlBytes } from './problem-xml.ts';

/** Says a problem to the caller. `operation` is the id of the operation, null where none was found. */
export type Tell = (problem: Problem, request: HttpRequest, operation: string | null) => HttpResponse;

/** How problems are told. */
export interface TellOptions {
  /** Makes of a problem what callers see; null where they see it as it is. */
  readonly shape: ShapeProblem | null;
  /** Is told where a problem could not be shaped. */
  readonly failed: (error: unknown, request: HttpRequest, operation: string | null) => void;
}

const TYPES = [
  'application/problem+json',
  'application/json',
  'application/problem+xml',
  'application/xml',
  'text/xml',
];

const chooseType = compileAccept(TYPES);

const VARY: HeaderLine = ['vary', 'Accept'];

/** Few callers speak of XML, and of all others nothing needs to be weighed. */
const speaksOfXml = (accept: string | undefined): accept is string =>
  accept !== undefined && accept !== '*/*' && /xml/i.test(accept);

const isXml = (accept: string): boolean => chooseType(accept) >= 2;

function whole(status: number, type: string, body: string, lines: readonly HeaderLine[]): HttpResponse {
  const headers: HeaderLine[] = [
    ['content-type', type],
    ['content-length', String(byteLengthOf(body))],
  ];
  return { status, headers: headers.concat(lines), body };
}

/** A problem in the notation that the caller prefers. */
function tellPlain(problem: Problem, accept: string | undefined): HttpResponse {
  if (!speaksOfXml(accept)) return problemResponse(problem);
  const lines = [VARY, ...problem.headers];
  if (isXml(accept))
    return whole(
      problem.status,
      'application/problem+xml',
      toProblemXml(detailsOf(problem, xmlBytes)),
      lines,
    );
  const response = problemResponse(problem);
  response.headers.push(VARY);
  return response;
}

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

function contentOf(content: unknown, charset: string | undefined): string | Uint8Array {
  const kind = kindOf(content);
  if (kind === 'text') return encode(String(content), charset);
  if (kind === 'bytes') return toBytes(content);
  if (kind === 'stream' || kind === 'blob')
    throw new TypeError('A problem cannot be shaped as a stream. Give text, bytes or a value.');
  return toJson(content);
}

/** A reply in place of a problem. What the problem has to say in header lines is said still, unless the reply says otherwise. */
function tellReply(reply: Reply, problem: Problem): HttpResponse {
  const { status, content, headers, contentType, charset } = reply;
  const given = headers.find(([name]) => name === 'content-type')?.[1];
  const named = contentType ?? given ?? (typeof content === 'string' ? 'text/plain' : 'application/json');
  const type =
    charsetOf(named) === undefined && (charset !== undefined || named.startsWith('text/'))
      ? `${named}; charset=${charset?.toLowerCase() ?? 'utf-8'}`
      : named;
  const names = new Set(headers.map(([name]) => name));
  const lines = [
    ...problem.headers.filter(([name]) => !names.has(name)),
    ...headers.filter(([name]) => name !== 'content-type'),
  ];
  if (content === undefined || isBodiless(status)) return { status, headers: lines, body: null };
  const body = contentOf(content, charsetOf(type));
  const length = typeof body === 'string' ? byteLengthOf(body) : body.byteLength;
  return { status, headers: [['content-type', type], ['content-length', String(length)], ...lines], body };
}

const OTHER_STATUS =
  'The option problems gave another status than that of the answer. Give a reply to change both.';

const saysOtherwise = (shaped: unknown, { status }: Problem): boolean =>
  typeof shaped === 'object' &&
  shaped !== null &&
  'status' in shaped &&
  typeof shaped.status === 'number' &&
  shaped.status !== status;

/** Objects are problems of another shape; JSON of another kind is none (RFC 9457 §3). */
function tellShaped(shaped: unknown, problem: Problem, accept: string | undefined): HttpResponse {
  if (isReply(shaped)) return tellReply(shaped, problem);
  if (isThenable(shaped)) throw new TypeError('The option problems gave a promise. Let it answer at once.');
  if (saysOtherwise(shaped, problem)) throw new TypeError(OTHER_STATUS);
  const text = toJson(shaped);
  const { status, headers } = problem;
  if (!text.startsWith('{')) return whole(status, 'application/json', text, headers);
  if (!speaksOfXml(accept)) return whole(status, 'application/problem+json', text, headers);
  const lines = [VARY, ...headers];
  return isXml(accept)
    ? whole(status, 'application/problem+xml', toProblemXml(JSON.parse(text)), lines)
    : whole(status, 'application/problem+json', text, lines);
}

/** How the problems of an API are told: as they are, or shaped. One that cannot be shaped is told as it is. */
export function compileTell({ shape, failed }: TellOptions): Tell {
  const plain: Tell = (problem, { headers }) => tellPlain(problem, fieldValue(headers, 'accept'));
  if (shape === null) return plain;
  return (problem, request, operation) => {
    const details = detailsOf(problem);
    try {
      const shaped = shape(details, { request, operation });
      if (shaped !== undefined) return tellShaped(shaped, problem, fieldValue(request.headers, 'accept'));
    } catch (error) {
      failed(error, request, operation);
    }
    return plain(problem, request, operation);
  };
}
