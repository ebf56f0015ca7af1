import type { X509Certificate } from 'node:crypto';
import type { ClientCertificate } from './message.ts';

/**
 * Node writes one attribute per line, the most general first, with all escapes of RFC 4514, so that a comma within a value cannot pass
 * for the end of it. Several attributes at one place are joined by ` + `.
 */
const toDistinguishedName = (lines: string): string =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .reverse()
    .map((line) => line.replaceAll(' + ', '+'))
    .join(',');

/** A certificate as far as opbind needs it. */
export const toClientCertificate = (
  { subject, issuer }: X509Certificate,
  authorized: boolean,
): ClientCertificate => ({
  authorized,
  // Undefined at run time where the name is empty.
  subject: toDistinguishedName(subject ?? ''),
  issuer: toDistinguishedName(issuer ?? ''),
});
