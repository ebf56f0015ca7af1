import { fieldValue } from '../../http/fields.ts';
import type { HttpRequest } from '../../http/message.ts';
import { type Address, readAddress } from './address.ts';
import type { Hop } from './hops.ts';

/** Who is calling, by the word of those who are trusted. */
export interface Caller {
  /** Undefined where a trusted proxy does not know, or does not say, whom it speaks for. */
  readonly clientIp: string | undefined;
  readonly protocol: 'http' | 'https';
  readonly host: string | undefined;
}

// RFC 7239 §6: an address, one of IPv6 in brackets, or a name that hides one; each with or without a port.
const NODE = /^(?:([\d.]+)|\[([0-9a-f.]*:[0-9a-f:.]*)\]|(?:unknown|_[\w.-]+))(?::(?:\d{1,5}|_[\w.-]+))?$/i;

/** The address that a proxy names; null for a hidden one, and for what is none. */
function readNode(node: string): Address | null {
  const [, ipv4, ipv6] = NODE.exec(node) ?? [];
  return readAddress(ipv4 ?? ipv6 ?? node);
}

/** The hop that names the caller: all before it are by proxies that are not trusted. */
interface Found {
  readonly hop: Hop;
  /** Null where the caller is not to be known; undefined where the hop says nothing of him. */
  readonly address: Address | null | undefined;
}

/** From the nearest proxy to the furthest: each is believed as long as the one that handed its word on is trusted. */
function findHop(hops: readonly Hop[], isTrusted: (address: Address) => boolean): Found | null {
  let found: Found | null = null;
  for (const hop of hops.toReversed()) {
    if (hop.node === undefined) return { hop, address: found?.address };
    const address = readNode(hop.node);
    found = { hop, address };
    if (address === null || !isTrusted(address)) return found;
  }
  return found;
}

function protocolOf({ protocol }: Hop, request: HttpRequest): 'http' | 'https' {
  if (protocol === undefined) return request.protocol ?? 'http';
  return protocol.toLowerCase() === 'https' ? 'https' : 'http';
}

const HOST = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~-]+)(:\d{1,5})?$/i;
const PORT = /^[1-9]\d{0,4}$/;
const USUAL = { http: '80', https: '443' };

/** Undefined where nothing is said of it, or nothing that could be a host. */
function hostOf({ host, port }: Hop, protocol: Caller['protocol'], request: HttpRequest): string | undefined {
  const named = host ?? (port && (request.host ?? fieldValue(request.headers, 'host')));
  const match = HOST.exec(named ?? '');
  if (named === undefined || match === null) return request.host;
  const isWhole =
    match[1] !== undefined || port === undefined || !PORT.test(port) || port === USUAL[protocol];
  return isWhole ? named : `${named}:${port}`;
}

/** What cannot be told apart speaks for nobody, and not of a safe connection either. */
const nobody = ({ host }: HttpRequest): Caller => ({ clientIp: undefined, protocol: 'http', host });

/** Who is calling through a trusted proxy. */
export function readCaller(
  request: HttpRequest,
  hops: readonly Hop[] | null,
  isTrusted: (address: Address) => boolean,
): Caller {
  if (hops === null) return nobody(request);
  const found = findHop(hops, isTrusted);
  if (found === null)
    return { clientIp: request.clientIp, protocol: request.protocol ?? 'http', host: request.host };
  const { hop, address } = found;
  const protocol = protocolOf(hop, request);
  const clientIp = address === undefined ? request.clientIp : address?.toString();
  return { clientIp, protocol, host: hostOf(hop, protocol, request) };
}
