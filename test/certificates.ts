import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  type JsonName,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

cryptoProvider.set(webcrypto as never);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 24 * 60 * 60 * 1000;

/** A certificate with its key, both as PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  /** DER, for the ways in which proxies hand it on. */
  readonly der: Buffer;
}

export interface Authority extends Identity {
  /** Signs a certificate. Names are written from the least specific part on, as they are encoded. */
  issue(name: string, days?: readonly [from: number, to: number]): Promise<Identity>;
}

const pem = (label: string, bytes: ArrayBuffer): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`;

const createKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

async function toIdentity(certificate: X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<Identity> {
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    cert: certificate.toString('pem'),
    key: pem('PRIVATE KEY', key),
    der: Buffer.from(certificate.rawData),
  };
}

const when = ([from, to]: readonly [number, number]) => ({
  notBefore: new Date(Date.now() + from * DAY),
  notAfter: new Date(Date.now() + to * DAY),
});

/** An authority of its own, for tests. From `to` days on it is in force no more. */
export async function createAuthority(name: string | JsonName, to = 10): Promise<Authority> {
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name,
    keys: keys as never,
    ...when([-10, to]),
    signingAlgorithm: ALGORITHM,
    extensions: [new BasicConstraintsExtension(true, 1, true)],
  });
  const self = await toIdentity(certificate, keys);
  return {
    ...self,
    async issue(subject, days = [-1, 1]) {
      const own = await createKeys();
      const issued = await X509CertificateGenerator.create({
        subject,
        issuer: certificate.subject,
        publicKey: own.publicKey as never,
        signingKey: keys.privateKey as never,
        ...when(days),
        signingAlgorithm: ALGORITHM,
        extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
      });
      return toIdentity(issued, own);
    },
  };
}
