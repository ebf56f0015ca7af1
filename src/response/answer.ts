import type { ResponseRecord } from '../document/operation.ts';
import type { HeaderLine, HttpResponse } from '../http/message.ts';
import type { Reply } from '../http/reply.ts';
import { Problem } from '../problem/problem.ts';
import { isBodiless } from './bodiless.ts';
import type { CheckAnswer } from './check-answer.ts';
import { type Formats, readDeclared, type Writing } from './declared.ts';
import { explicitReply } from './explicit.ts';
import type { Format } from './format.ts';
import { charsetOf } from './label.ts';
import { type Called, type Listeners, releaseContent, sendContent, usualFormat } from './send.ts';

/** How the answers of an operation are sent, beside what its document says of them. */
export interface AnswerOptions<Call> extends Writing, Listeners<Call> {
  /** Null where answers are not held against the document. */
  readonly check: CheckAnswer | null;
}

/** What a process gave back → what is sent. Throws a {@link Problem} for what cannot be sent. */
export type ToResponse<Call extends Called> = (answer: unknown, call: Call) => HttpResponse;

const NO_LINES: readonly HeaderLine[] = [];

/** A length or a type with such a status would be taken for those of a body that never comes (RFC 9110 §8.6). */
function withoutContent(status: number, content: unknown, lines: readonly HeaderLine[]): HttpResponse {
  releaseContent(content);
  return { status, headers: lines.filter(([name]) => !name.startsWith('content-')), body: null };
}

const withCharset = (type: string, charset: string | undefined): string =>
  charset === undefined || charsetOf(type) !== undefined ? type : `${type}; charset=${charset.toLowerCase()}`;

const CONTENT_TYPE = 'content-type';

/** The format that a reply names; null where it leaves that to the document. */
function namedFormat({ content, contentType, charset, headers }: Reply, formats: Formats): Format | null {
  const type = contentType ?? headers.find(([name]) => name === CONTENT_TYPE)?.[1];
  if (type === undefined && charset === undefined) return null;
  return formats.named(withCharset(type ?? usualFormat(formats, content).type, charset));
}

/** How the answers of an operation are sent, decided once from the responses that its document declares. */
export function compileToResponse<Call extends Called>(
  responses: readonly ResponseRecord[],
  options: AnswerOptions<Call>,
): ToResponse<Call> {
  const { status, emptyStatus, isEmpty, formats, formatsOf } = readDeclared(responses, options);
  const { tell, check, failed } = options;
  const isSilent = isBodiless(status);

  const holdTo = (own: CheckAnswer, response: HttpResponse, content: unknown, call: Call): HttpResponse => {
    const isHead = call.request.method === 'HEAD';
    own.whole({ response, content, isHead }, (error) => failed(call, error));
    return response;
  };

  /** Holds what is about to be sent to what the document says of it. */
  const held = (response: HttpResponse, content: unknown, call: Call): HttpResponse =>
    check === null ? response : holdTo(check, response, content, call);

  // A list of its own for each answer: whoever adds a header line to one must not add it to all.
  const empty = (): HttpResponse => ({ status: emptyStatus, headers: [], body: null });

  const bare = { listeners: options, status, formats, named: null, lines: null, check };

  const sendBare = (value: unknown, call: Call): HttpResponse =>
    isSilent ? withoutContent(status, value, NO_LINES) : sendContent(bare, value, call);

  /** An answer that says all of itself: status, type and header lines as given; `Accept` has no part in it. */
  const sendReply = (reply: Reply, call: Call): HttpResponse => {
    const { content, headers } = reply;
    if (isBodiless(reply.status)) return withoutContent(reply.status, content, headers);
    if (content === undefined) return { status: reply.status, headers: [...headers], body: null };
    const own = formatsOf(reply.status);
    const named = namedFormat(reply, own);
    const outgoing = { listeners: options, status: reply.status, formats: own, named, lines: headers, check };
    const response = sendContent(outgoing, content, call);
    for (const line of headers) if (line[0] !== CONTENT_TYPE) response.headers.push(line);
    return response;
  };

  const answerBare = (value: unknown, call: Call): HttpResponse => {
    const response = sendBare(value, call);
    // Of another status it is a refusal of ours: nothing of the answer is acceptable to the caller.
    return response.status === status ? held(response, value, call) : response;
  };

  return (answer, call) => {
    if (answer === undefined || (answer === null && isEmpty)) return held(empty(), undefined, call);
    if (typeof answer !== 'object' || answer === null) return answerBare(answer, call);
    if (answer instanceof Problem) return held(tell(answer, call.request, call.operation), answer, call);
    const reply = explicitReply(answer);
    return reply === null ? answerBare(answer, call) : held(sendReply(reply, call), reply.content, call);
  };
}
