import type { HttpRequest } from '../http/message.ts';
import { isToken } from '../http/token.ts';
import type { Finding } from '../problem/finding.ts';
import { presumeAs } from './presume.ts';
import { compileTrusted, isTrustable, readAddress } from './proxy/address.ts';
import { readCaller } from './proxy/caller.ts';
import { compileForwardedCertificate } from './proxy/certificate.ts';
import { compileReadHops } from './proxy/hops.ts';
import { ForwardedRequest } from './proxy/request.ts';
import type { TrustedProxies, TrustProxy } from './trust.ts';

/** A request as it reached the first trusted proxy; the same request where none has handed it on. */
export type Forward = (request: HttpRequest) => HttpRequest;

const listOf = (names: string | readonly string[]): readonly string[] =>
  [names].flat().flatMap((name) => name.split(/[,;\s]+/).filter((one) => one !== ''));

const isNames = (trust: TrustProxy): trust is string | readonly string[] =>
  typeof trust === 'string' || Array.isArray(trust);

const toTrusted = (trust: TrustProxy): TrustedProxies => (isNames(trust) ? { addresses: trust } : trust);

const MEND =
  'Say the addresses of the proxies: "10.1.2.3", "10.0.0.0/8", "fd00::/8", or the names "loopback", "linklocal", "uniquelocal".';

const invalid = (pointer: string, message: string, mend: string): Finding => ({
  code: 'option-invalid',
  pointer,
  message,
  mend,
});

function findAddresses(names: readonly string[]): Finding[] {
  if (names.length === 0) return [invalid('trustProxy', 'No proxy is named.', MEND)];
  return names
    .filter((name) => !isTrustable(name))
    .map((name) => {
      const message = name.endsWith('/0')
        ? `${name} is everybody, and whoever trusts everybody can be told anything.`
        : `${name} is neither an address, nor a block of addresses, nor a known name.`;
      return invalid('trustProxy', message, MEND);
    });
}

/** Everything wrong with the proxies that are named. */
export function findProxies(trust: TrustProxy): readonly Finding[] {
  const { addresses, certificate } = toTrusted(trust);
  const found = findAddresses(listOf(addresses));
  if (certificate === undefined || isToken(certificate)) return found;
  const message = `${JSON.stringify(certificate)} is no name of a header field.`;
  return [...found, invalid('trustProxy.certificate', message, 'Give it one, for example "Client-Cert".')];
}

/**
 * Sees through proxies. Fields are looked at only where the peer is trusted; from there the chain is followed backwards as long as the one
 * who wrote an element is trusted, and the first who is not is the caller.
 *
 * @see RFC 7239 §8.1
 */
export function compileForward(trust: TrustProxy): Forward {
  const { addresses, headers, certificate } = toTrusted(trust);
  const isTrusted = compileTrusted(listOf(addresses));
  const readHops = compileReadHops(headers);
  const certificateOf = compileForwardedCertificate(certificate);
  return (request) => {
    const peer = readAddress(request.clientIp ?? '');
    if (peer === null || !isTrusted(peer)) return request;
    const caller = readCaller(request, readHops(request.headers), isTrusted);
    return presumeAs(new ForwardedRequest(request, caller, certificateOf), request);
  };
}
