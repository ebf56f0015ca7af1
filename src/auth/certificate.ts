import type { ClientCertificate } from '../http/message.ts';
import type { SchemeAuthenticator } from '../security/principal.ts';
import { checkMembers } from './checks.ts';

/** Which certificates are taken. */
export interface CertificateOptions {
  /** Distinguished names of the authorities whose certificates are taken: `CN=Partners,O=Example`. */
  readonly issuers: readonly string[];
}

const NO_ISSUERS =
  'Give the issuers whose certificates are taken, for example { issuers: ["CN=Partners,O=Example"] }.';

// As RFC 4514 writes it, and not `/O=Example/CN=Partners`.
const isName = (name: unknown): boolean => typeof name === 'string' && /^[A-Za-z0-9.]+=./.test(name);

/** Spaces around commas are nobody's difference. */
const normalize = (name: string): string => name.replace(/(?<!\\),\s+/g, ',').trim();

/**
 * Client certificates, for a scheme of type `mutualTLS`. The TLS layer has to have verified the certificate (`requestCert: true` and `ca`
 * in the options of the server); the caller's name is its subject, and its claims are `subject` and `issuer`. Behind a proxy that ends TLS,
 * see the option `trustProxy`.
 *
 * @throws {TypeError} if no issuer is given: by default Node trusts every public authority.
 * @see RFC 4514 for how names are written: the most specific part first
 * @example
 * const authenticators = { partner: certificate({ issuers: ['CN=Partners,O=Example'] }) };
 */
export function certificate(options: CertificateOptions): SchemeAuthenticator {
  checkMembers('certificate', options, ['issuers']);
  const { issuers } = options;
  if (!Array.isArray(issuers) || issuers.length === 0 || !issuers.every(isName))
    throw new TypeError(NO_ISSUERS);
  const allowed = new Set(issuers.map(normalize));
  return {
    takes: 'certificate',
    authenticate: ({ authorized, subject, issuer }: ClientCertificate) =>
      authorized === true && subject !== '' && allowed.has(normalize(issuer))
        ? { name: subject, claims: { subject, issuer } }
        : null,
  };
}
