import type { X509Certificate } from 'node:crypto';
import { builtin, neededBuiltin } from '../../http/builtin.ts';
import { toClientCertificate } from '../../http/certificate.ts';
import type { ClientCertificate, HttpRequest } from '../../http/message.ts';

// RFC 9440 §2.1: a byte sequence of structured fields.
const BYTES = /^:([A-Za-z0-9+/]+={0,2}):$/;

const readDer = (value: string): Buffer | null => {
  const [, base64] = BYTES.exec(value) ?? [];
  return base64 === undefined ? null : Buffer.from(base64, 'base64');
};

const readPem = (value: string): string | null => {
  const text = decodeURIComponent(value);
  return text.startsWith('-----BEGIN CERTIFICATE-----') ? text : null;
};

/** The proxy has verified it against its authorities; whether it is in force is asked again. */
const isInForce = ({ validFrom, validTo }: X509Certificate): boolean =>
  Date.parse(validFrom) <= Date.now() && Date.now() <= Date.parse(validTo);

function read(value: string): ClientCertificate | undefined {
  try {
    const encoded = readDer(value) ?? readPem(value);
    const crypto = neededBuiltin(builtin('node:crypto'), 'A certificate');
    const certificate = encoded === null ? null : new crypto.X509Certificate(encoded);
    return certificate === null ? undefined : toClientCertificate(certificate, isInForce(certificate));
  } catch {
    return undefined;
  }
}

/** A certificate that nobody can read is not none: it is not to be trusted. */
const UNREADABLE: ClientCertificate = { authorized: false, subject: '', issuer: '' };

/**
 * The caller's certificate by the word of a trusted proxy, in the form of RFC 9440 or percent-encoded PEM. None where the field is
 * absent, for the certificate of the connection is the proxy's own; one that is not trusted where it is malformed or there twice.
 */
export function compileForwardedCertificate(
  field: string | undefined,
): (request: HttpRequest) => ClientCertificate | undefined {
  if (field === undefined) return () => undefined;
  const name = field.toLowerCase();
  return ({ headers }) => {
    const value = headers[name];
    // Some proxies send the field always.
    if (value === undefined || value === '') return undefined;
    return (typeof value === 'string' ? read(value) : undefined) ?? UNREADABLE;
  };
}
