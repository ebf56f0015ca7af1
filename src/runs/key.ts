import { fieldValue, rareFieldValue } from '../http/fields.ts';
import type { HttpRequest } from '../http/message.ts';
import { sha256 } from '../http/sha256.ts';
import { type Problem, refuse } from '../problem/problem.ts';

const LONGEST = 255;

const invalid = (code: string, message: string): Problem =>
  refuse('request-invalid', {
    errors: [{ in: 'header', name: 'Idempotency-Key', pointer: '', code, message }],
  });

/** What becomes of the header field Idempotency-Key. */
export type KeyRule = 'honour' | 'require' | 'ignore';

/** Reads the key of a call; null where it has none, or none is asked for. */
export type ReadKey = (request: HttpRequest) => string | Problem | null;

const MISSING = 'Must be sent: a text that no other call has, such as a UUID.';
const UNFIT = `Must have 1 to ${LONGEST} characters, all of them visible.`;

/** draft-ietf-httpapi-idempotency-key-header: a structured text, in quotes. Many send it without. */
export function compileReadKey(rule: KeyRule): ReadKey | null {
  if (rule === 'ignore') return null;
  return (request) => {
    const key = rareFieldValue(request, 'idempotency-key');
    if (key === undefined) return rule === 'require' ? invalid('required', MISSING) : null;
    return key.length > LONGEST || !/^[\x21-\x7e]+$/.test(key) ? invalid('pattern', UNFIT) : key;
  };
}

const digest = (...parts: readonly (string | Uint8Array)[]): string =>
  sha256(parts.flatMap((part) => [`${part.length} `, part]));

/** Whose key it is. A call without a caller has its key among those of all such calls. */
export const scopeOf = (operation: string, owner: string | null, key: string): string =>
  digest(JSON.stringify([operation, owner, key]));

const BOUNDARY = /boundary=(?:"([^"]+)"|([^\s;]+))/i;

/** Clients make up another boundary each time that they send the same parts. */
function withoutBoundary(body: Uint8Array, type: string): string | Uint8Array {
  const [, quoted, plain] = BOUNDARY.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return body;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    .toString('latin1')
    .replaceAll(`--${boundary}`, '--');
}

/** What a call asks for, in short: the same for the same parameters and the same body. */
export const fingerprintOf = (
  { headers }: HttpRequest,
  parameters: string,
  body: Uint8Array | string | null,
): string => {
  const type = fieldValue(headers, 'content-type') ?? '';
  const isParts = body instanceof Uint8Array && type.toLowerCase().startsWith('multipart/');
  const content = isParts ? withoutBoundary(body, type) : (body ?? '');
  return digest(parameters, type.replace(BOUNDARY, ''), content);
};

/** What is said to a call whose key another one has. */
export const anotherCall = (): Problem =>
  refuse('idempotency-mismatch', { detail: 'Send another key with another request.' });

export const inFlight = (): Problem =>
  refuse('idempotency-conflict', {
    detail: 'The first call with this key has no answer yet. Ask again later.',
    headers: [['retry-after', '1']],
  });

export const notKept = (): Problem =>
  refuse('idempotency-conflict', {
    detail: 'The first call with this key has had its answer, which was too large to be kept.',
  });
