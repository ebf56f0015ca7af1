import type { SecurityScheme } from '../document/operation.ts';
import { isFieldValue } from '../http/header-lines.ts';
import type { HeaderLine } from '../http/message.ts';

/** What is wrong with a token (RFC 6750 §3.1), and the scopes that it lacks. */
interface Fault {
  readonly error: 'invalid_token' | 'insufficient_scope';
  readonly scopes?: readonly string[];
}

// Names of our own stand where HTTP has no scheme: every 401 has to say something (RFC 9110 §15.5.2).
const nameOf = ({ type, scheme = '' }: SecurityScheme): string => {
  if (type === 'apiKey') return 'ApiKey';
  if (type === 'mutualTLS') return 'ClientCertificate';
  return type === 'http' ? `${scheme.charAt(0).toUpperCase()}${scheme.slice(1)}` : 'Bearer';
};

// RFC 6749 §3.3: what a scope may hold, and so no quote and no line break.
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const faultOf = ({ error, scopes = [] }: Fault): string => {
  const named = scopes.filter((scope) => SCOPE.test(scope));
  return `, error="${error}"${named.length > 0 ? `, scope="${named.join(' ')}"` : ''}`;
};

/** What an answer says of a scheme (RFC 9110 §11.6.1); null for a scheme whose name no header may hold. */
export function challengeOf(scheme: SecurityScheme, fault: Fault | null = null): HeaderLine | null {
  const name = nameOf(scheme);
  const more = name === 'Basic' ? ', charset="UTF-8"' : name === 'Bearer' && fault ? faultOf(fault) : '';
  const challenge = `${name} realm="api"${more}`;
  return isFieldValue(challenge) ? ['www-authenticate', challenge] : null;
}
