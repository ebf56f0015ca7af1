import type { Operation, Requirement, SecurityScheme } from '../../document/operation.ts';
import type { ClientCertificate } from '../../http/message.ts';
import type { Credential } from '../../security/credential.ts';
import type { WrittenRequest } from '../write-request.ts';

/** ContractCredentials by the name of their scheme. */
export type ContractCredentials = Readonly<Record<string, Credential>>;

/** A request with whatever its sender shows. */
export interface SignedRequest extends WrittenRequest {
  readonly clientCertificate?: ClientCertificate;
}

const textOf = (credential: Credential): string => {
  if (typeof credential === 'string') return credential;
  return 'username' in credential
    ? Buffer.from(`${credential.username}:${credential.password}`).toString('base64')
    : credential.subject;
};

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const withHeader = (request: SignedRequest, name: string, value: string): SignedRequest => ({
  ...request,
  headers: { ...request.headers, [name.toLowerCase()]: value },
});

/** Adds a credential where its scheme is looked for. */
function sign(request: SignedRequest, scheme: SecurityScheme, credential: Credential): SignedRequest {
  const { type, in: location, parameter = '' } = scheme;
  if (type === 'mutualTLS')
    return typeof credential === 'object' && 'subject' in credential
      ? { ...request, clientCertificate: credential }
      : request;
  const text = textOf(credential);
  if (type !== 'apiKey') {
    const name = type === 'http' ? (scheme.scheme ?? 'bearer') : 'bearer';
    return withHeader(request, 'authorization', `${capital(name)} ${text}`);
  }
  if (location === 'header') return withHeader(request, parameter, text);
  const pair = `${encodeURIComponent(parameter)}=${encodeURIComponent(text)}`;
  if (location === 'query')
    return { ...request, url: `${request.url}${request.url.includes('?') ? '&' : '?'}${pair}` };
  const before = request.headers['cookie'];
  return withHeader(request, 'cookie', before === undefined ? pair : `${before}; ${pair}`);
}

const askedBy = ({ security }: Operation): readonly Requirement[] =>
  security.filter((requirement) => requirement.length > 0);

/** Whether somebody without credentials has to be refused. */
export const isProtected = ({ security }: Operation): boolean =>
  security.length > 0 && security.every((requirement) => requirement.length > 0);

/** A request with the credentials of the first alternative that there are credentials for; null where there is none such. */
export function signed(
  request: SignedRequest,
  operation: Operation,
  schemes: readonly SecurityScheme[],
  credentials: ContractCredentials,
): SignedRequest | null {
  if (operation.security.length === 0) return request;
  const possible = operation.security.find((requirement) =>
    requirement.every(({ scheme }) => Object.hasOwn(credentials, scheme)),
  );
  return (
    possible?.reduce<SignedRequest>((one, { scheme: name }) => {
      const scheme = schemes.find((other) => other.name === name);
      const credential = credentials[name];
      return scheme === undefined || credential === undefined ? one : sign(one, scheme, credential);
    }, request) ?? null
  );
}

const NOBODY: ClientCertificate = { authorized: false, subject: 'CN=nobody', issuer: 'CN=nobody' };

/** ContractCredentials that are nobody's, for one scheme of each kind. */
const wrongFor = ({ type, scheme }: SecurityScheme): Credential => {
  if (type === 'mutualTLS') return NOBODY;
  return type === 'http' && scheme === 'basic'
    ? { username: 'nobody', password: 'nothing' }
    : 'nobody-has-this-credential';
};

/** A request with credentials that are nobody's, for all schemes of the first alternative. */
export function signedWrong(
  request: SignedRequest,
  operation: Operation,
  schemes: readonly SecurityScheme[],
): SignedRequest {
  const [first = []] = askedBy(operation);
  return first.reduce<SignedRequest>((one, { scheme: name }) => {
    const scheme = schemes.find((other) => other.name === name);
    return scheme === undefined ? one : sign(one, scheme, wrongFor(scheme));
  }, request);
}
