import type { ResponseRecord } from '../document/operation.ts';
import type { HeaderLine, HttpResponse, ResponseBody } from '../http/message.ts';
import { release } from '../http/release.ts';
import type { Reply } from '../http/reply.ts';
import { Problem } from '../problem/problem.ts';
import type { CheckAnswer, Tell } from './check-answer.ts';
import { bytesOf, encode, toJson } from './content.ts';
import { charsetOf, type Declared, type Label, type Labels, readDeclared, toLabel } from './declared.ts';
import { explicitReply } from './explicit.ts';
import { problemResponse } from './problem.ts';

/** What a process gave back → what is sent. Throws a {@link Problem} for what cannot be sent. */
export type ToResponse = (answer: unknown, asked: Asked) => HttpResponse;

/** What is to be known of the call that is answered. */
export interface Asked {
  readonly isHead: boolean;
  /** Is told of what does not fit the document and is sent all the same. */
  readonly tell: Tell;
}

const contentOf = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null
    ? (explicitReply(answer) ?? { content: answer }).content
    : answer;

/** Holds what is sent to what the document says of it. */
const checking =
  (toResponse: (answer: unknown) => HttpResponse, check: CheckAnswer): ToResponse =>
  (answer, { isHead, tell }) => {
    const response = toResponse(answer);
    check.whole({ response, content: contentOf(answer), isHead, isSequence: false }, tell);
    return response;
  };

/** Statuses that never have a body (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
const isBodiless = (status: number): boolean => status === 204 || status === 205 || status === 304;

const NO_LINES: readonly HeaderLine[] = [];

function respond(status: number, body: ResponseBody, label: Label, lines = NO_LINES): HttpResponse {
  const sent = typeof body === 'string' ? encode(body, label.charset) : body;
  const headers: HeaderLine[] = [label.line];
  if (typeof sent === 'string') headers.push(['content-length', String(Buffer.byteLength(sent))]);
  else if (sent instanceof Uint8Array) headers.push(['content-length', String(sent.byteLength)]);
  for (const line of lines) headers.push(line);
  return { status, headers, body: sent };
}

/** Content with the label that the document gives to its kind. */
function labelled(content: unknown, labels: Labels): readonly [ResponseBody, Label] {
  if (typeof content === 'string') return [content, labels.text];
  const bytes = bytesOf(content);
  return bytes === null ? [toJson(content), labels.json] : [bytes, labels.bytes];
}

/** A length or a type with such a status would be taken for those of a body that never comes (RFC 9110 §8.6). */
function withoutContent(status: number, content: unknown, lines: readonly HeaderLine[]): HttpResponse {
  release(bytesOf(content));
  return { status, headers: lines.filter(([name]) => !name.startsWith('content-')), body: null };
}

const withCharset = (type: string, charset: string | undefined): string =>
  charset === undefined || charsetOf(type) !== undefined ? type : `${type}; charset=${charset.toLowerCase()}`;

/** An answer that says all of itself: status, type and header lines as given; `Accept` has no part in it. */
function sendReply(
  { status, content, headers, contentType, charset }: Reply,
  declared: Declared,
): HttpResponse {
  if (isBodiless(status)) return withoutContent(status, content, headers);
  if (content === undefined) return { status, headers: [...headers], body: null };
  const [body, label] = labelled(content, declared.labelsOf(status));
  const named = contentType ?? headers.find(([name]) => name === 'content-type')?.[1];
  if (named === undefined && charset === undefined) return respond(status, body, label, headers);
  const lines = headers.filter(([name]) => name !== 'content-type');
  return respond(status, body, toLabel(withCharset(named ?? label.line[1], charset)), lines);
}

/** How the answers of an operation are sent, decided once from the responses that its document declares. */
export function compileToResponse(
  responses: readonly ResponseRecord[],
  check: CheckAnswer | null,
): ToResponse {
  const declared = readDeclared(responses);
  const { status, emptyStatus, isEmpty, labels } = declared;
  const isSilent = isBodiless(status);

  // A list of its own for each answer: whoever adds a header line to one must not add it to all.
  const empty = (): HttpResponse => ({ status: emptyStatus, headers: [], body: null });

  const sendBare = (value: unknown): HttpResponse => {
    if (isSilent) return withoutContent(status, value, NO_LINES);
    const [body, label] = labelled(value, labels);
    return respond(status, body, label);
  };

  const toResponse = (answer: unknown): HttpResponse => {
    if (answer === undefined || (answer === null && isEmpty)) return empty();
    if (typeof answer !== 'object' || answer === null) return sendBare(answer);
    if (answer instanceof Problem) return problemResponse(answer);
    const reply = explicitReply(answer);
    return reply === null ? sendBare(answer) : sendReply(reply, declared);
  };
  return check === null ? toResponse : checking(toResponse, check);
}
