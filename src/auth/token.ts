import { type Algorithm, isAlgorithm } from './algorithms.ts';
import { readBase64url } from './base64url.ts';
import { type JsonObject, own, readJsonObject } from './json-object.ts';

/** Header of a token, as far as anybody here believes it (RFC 7515 §4.1). */
export interface TokenHeader {
  readonly alg: Algorithm;
  readonly kid: string | undefined;
  readonly typ: string | undefined;
}

/** A token taken apart. Nothing of it is to be believed before its signature is checked. */
export interface Token {
  readonly text: string;
  readonly header: TokenHeader;
  /** The bytes that were signed beside the header. */
  readonly content: Uint8Array;
  readonly signature: Uint8Array;
}

const isText = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string';

/**
 * Extensions change what is signed or how it is read, and none is known here: `crit` (RFC 7515 §4.1.11), unencoded content (RFC 7797),
 * compression (RFC 7516 §4.1.3). Where keys are to be found (`jku`, `jwk`, `x5u`, `x5c`) is never read.
 */
const isExtended = (header: JsonObject): boolean =>
  Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'zip') || (own(header, 'b64') ?? true) !== true;

function readHeader(part: string): TokenHeader | null {
  const bytes = readBase64url(part);
  const header = bytes === null ? null : readJsonObject(bytes);
  if (header === null || isExtended(header)) return null;
  const [alg, kid, typ] = [own(header, 'alg'), own(header, 'kid'), own(header, 'typ')];
  return isAlgorithm(alg) && isText(kid) && isText(typ) ? Object.freeze({ alg, kid, typ }) : null;
}

/** Headers that were read: those of an issuer are all alike. */
const HEADERS: Map<string, TokenHeader | null> = new Map();
const MOST_HEADERS = 50;
const LONGEST_HEADER = 256;

function readHeaderOnce(part: string): TokenHeader | null {
  const known = HEADERS.get(part);
  if (known !== undefined) return known;
  const header = readHeader(part);
  if (part.length > LONGEST_HEADER) return header;
  if (HEADERS.size >= MOST_HEADERS) HEADERS.clear();
  HEADERS.set(part, header);
  return header;
}

/**
 * A signed token in its compact form; null for anything else. What is longer than `maxLength` characters is not looked at.
 *
 * @see RFC 7515 §7.1
 */
export function readToken(text: unknown, maxLength: number): Token | null {
  if (typeof text !== 'string' || text.length > maxLength) return null;
  const [head = '', middle = '', last = '', ...more] = text.split('.', 4);
  if (more.length > 0 || last === '') return null;
  const [content, signature] = [readBase64url(middle), readBase64url(last)];
  const header = content === null || signature === null ? null : readHeaderOnce(head);
  return content === null || signature === null || header === null
    ? null
    : { text, header, content, signature };
}
