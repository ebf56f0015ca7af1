import type { Operation, SecurityScheme } from '../document/operation.ts';
import { bytesOf, bytesOfBase64 } from '../http/bytes.ts';
import { splitCookies } from '../http/cookies.ts';
import type { ClientCertificate, HttpRequest } from '../http/message.ts';
import { splitTarget } from '../http/target.ts';
import { schemesOf } from './schemes.ts';

/** User name and password of http basic. */
export interface BasicCredential {
  readonly username: string;
  readonly password: string;
}

/**
 * What the caller presents for a scheme: the key of `apiKey`; user and password of http `basic`; the token of `bearer`, `oauth2`
 * and `openIdConnect`; the text after the scheme's name of other http schemes; the certificate of `mutualTLS`.
 */
export type Credential = string | BasicCredential | ClientCertificate;

/** What a scheme gives for a credential: a text, a user name with its password, or a certificate. */
export type CredentialKind = 'text' | 'password' | 'certificate';

/** Takes a credential out of a request: null where none is presented, `malformed` where what is presented cannot be one. */
export type ReadCredential = (request: HttpRequest) => Credential | null | 'malformed';

/** Header fields come in any object, whose inherited members are no credentials. */
const nonEmpty = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
};

/** What a character may be in a query string: itself, or its bytes percent-encoded. */
function spellingsOf(character: string): string {
  const bytes = [...bytesOf(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const encoded = bytes.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  if (character === '+' || character === '%') return encoded;
  const plain = character === ' ' ? '+' : character;
  return `(?:${plain.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')}|${encoded})`;
}

const nameIn = (pair: string): string => pair.split('=', 1)[0] ?? '';

/** A key given twice is nobody's key. Only a value is decoded: an exception for each of a thousand malformed names would be dear. */
function compileQueryValue(name: string): (query: string) => string | null | 'malformed' {
  const spelled = new RegExp(`^${[...name].map(spellingsOf).join('')}$`);
  return (query) => {
    const [pair, another] = query.split('&').filter((one) => spelled.test(nameIn(one)));
    if (pair === undefined) return null;
    const value = decode(pair.slice(nameIn(pair).length + 1));
    return another === undefined && value !== null ? nonEmpty(value) : 'malformed';
  };
}

const singleField = (request: HttpRequest, name: string): string | null | 'malformed' => {
  const value = request.headers[name];
  return Array.isArray(value) ? (value.length === 1 ? nonEmpty(value[0]) : 'malformed') : nonEmpty(value);
};

// What follows the scheme otherwise than it has to is that scheme's credential still, and a malformed one.
const LEADING = /^\s*([\w!#$%&'*+.^`|~-]+)([\s\S]*)$/;
// What begins with no blank: blanks are then counted once, however many there are.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is refused
const AFTER = /^ +([^\x00-\x20\x7f][^\x00-\x08\x0a-\x1f\x7f]*)$/;

/** `Authorization: <scheme> <rest>` (RFC 9110 §11.4). Another scheme's credential is none for this one. */
function authorization(request: HttpRequest, scheme: string): string | null | 'malformed' {
  const field = singleField(request, 'authorization');
  if (field === null || field === 'malformed') return field;
  const [, name = '', rest = ''] = LEADING.exec(field) ?? [];
  if (name.toLowerCase() !== scheme) return null;
  const [, token] = AFTER.exec(rest) ?? [];
  return token ?? 'malformed';
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decodeUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
};

/** The password may hold colons, the user name may not (RFC 7617 §2). */
function basic(request: HttpRequest): BasicCredential | null | 'malformed' {
  const token = authorization(request, 'basic');
  if (token === null || token === 'malformed') return token;
  if (!BASE64.test(token)) return 'malformed';
  const text = decodeUtf8(bytesOfBase64(token));
  if (text === null) return 'malformed';
  const colon = text.indexOf(':');
  return colon === -1 ? 'malformed' : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

const apiKey: Record<NonNullable<SecurityScheme['in']>, (name: string) => ReadCredential> = {
  header: (name) => (request) => singleField(request, name.toLowerCase()),
  query: (name) => {
    const queryValue = compileQueryValue(name);
    return (request) => queryValue(splitTarget(request.url).query);
  },
  cookie: (name) => (request) => nonEmpty(splitCookies(request.headers['cookie']).get(name)),
};

const bearer: ReadCredential = (request) => authorization(request, 'bearer');

/** How the credential of a scheme is read. Decided once, when the API is bound. */
export function compileCredential(scheme: SecurityScheme): ReadCredential {
  if (scheme.type === 'apiKey') return apiKey[scheme.in ?? 'header'](scheme.parameter ?? '');
  if (scheme.type === 'mutualTLS') return (request) => request.clientCertificate ?? null;
  if (scheme.type !== 'http') return bearer;
  const name = scheme.scheme ?? '';
  return name === 'basic' ? basic : (request) => authorization(request, name);
}

/** What a scheme gives for a credential. */
export function kindOf({ type, scheme }: SecurityScheme): CredentialKind {
  if (type === 'mutualTLS') return 'certificate';
  return type === 'http' && scheme === 'basic' ? 'password' : 'text';
}

/** Names of query parameters in which an operation looks for credentials. */
export const queryCredentials = (
  operation: Operation,
  schemes: readonly SecurityScheme[],
): readonly string[] =>
  schemesOf(operation, schemes).flatMap(({ in: location, parameter }) =>
    location === 'query' && parameter !== undefined ? [parameter] : [],
  );
