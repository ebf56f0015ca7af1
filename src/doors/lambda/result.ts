import { isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { addChunk, createChunks, joinChunks } from '../../http/chunks.ts';
import { type HttpResponse, isStreamed, type ResponseBody } from '../../http/message.ts';
import { joinFields } from '../node/fields.ts';
import { isBalancerEvent, isHttpEvent, type LambdaEvent } from './event.ts';

/** What a function gives back to Lambda. Which members there are depends on where the event is from. */
export interface LambdaResult {
  statusCode: number;
  /** Of a load balancer. */
  statusDescription?: string;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  /** Of HTTP APIs and function URLs, which have cookies apart. */
  cookies?: string[];
  body: string;
  isBase64Encoded: boolean;
}

const TEXT =
  /^(?:text\/|application\/(?:.+\+)?(?:json|xml|yaml|javascript|x-www-form-urlencoded|jsonl|x-ndjson)\b|image\/svg\+xml)/i;

const fieldOf = ({ headers }: HttpResponse, name: string): string | undefined =>
  headers.find(([one]) => one.toLowerCase() === name)?.[1];

/** Bytes that are a text are sent as one: REST APIs take base64 only for types that are listed in their settings. */
const isText = (response: HttpResponse, bytes: Uint8Array): boolean =>
  fieldOf(response, 'content-encoding') === undefined &&
  TEXT.test(fieldOf(response, 'content-type') ?? '') &&
  isUtf8(bytes);

async function readAll(body: ResponseBody): Promise<string | Uint8Array> {
  if (body === null) return '';
  if (!isStreamed(body)) return body;
  const chunks = createChunks();
  for await (const chunk of body) addChunk(chunks, chunk);
  return joinChunks(chunks);
}

type Content = Pick<LambdaResult, 'body' | 'isBase64Encoded'>;

async function contentOf(response: HttpResponse): Promise<Content> {
  const body = await readAll(response.body);
  if (typeof body === 'string') return { body, isBase64Encoded: false };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return isText(response, bytes)
    ? { body: bytes.toString('utf8'), isBase64Encoded: false }
    : { body: bytes.toString('base64'), isBase64Encoded: true };
}

type Fields = Pick<LambdaResult, 'headers' | 'multiValueHeaders' | 'cookies'>;

/** Each kind of event has fields of its own; where there is one value for a name, the last cookie wins. */
function fieldsOf({ headers }: HttpResponse, event: LambdaEvent): Fields {
  const fields = [...joinFields(headers, () => undefined)];
  const lists = fields.map(([name, values]) => [name, [values].flat()] as const);
  const singles = lists.map(([name, values]) => [
    name,
    name === 'set-cookie' ? (values.at(-1) ?? '') : values.join(', '),
  ]);
  if (isHttpEvent(event)) {
    const cookies = lists.find(([name]) => name === 'set-cookie')?.[1];
    const rest = Object.fromEntries(singles.filter(([name]) => name !== 'set-cookie'));
    return { headers: rest, ...(cookies && { cookies }) };
  }
  const isListing = !isBalancerEvent(event) || Boolean(event.multiValueHeaders);
  return isListing
    ? { multiValueHeaders: Object.fromEntries(lists) }
    : { headers: Object.fromEntries(singles) };
}

/** An answer → what Lambda hands on. A body that comes in pieces is waited for; whether it breaks is told by a rejection. */
export async function toLambdaResult(response: HttpResponse, event: LambdaEvent): Promise<LambdaResult> {
  const { status } = response;
  const content = await contentOf(response);
  const description = isBalancerEvent(event) && {
    statusDescription: `${status} ${STATUS_CODES[status] ?? ''}`.trim(),
  };
  return { statusCode: status, ...description, ...fieldsOf(response, event), ...content };
}
