import ipaddr from 'ipaddr.js';

export type Address = ReturnType<typeof ipaddr.process>;
type Block = readonly [address: Address, bits: number];

/** An address in its own notation: ipaddr.js would read `127.1` and `0x7f.1` too. An IPv4 address mapped into IPv6 is one of IPv4. */
export function readAddress(text: string): Address | null {
  const [address = ''] = text.split('%', 1);
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(address) || ipaddr.IPv6.isValid(address);
  return isAddress ? ipaddr.process(address) : null;
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

const lengthOf = (address: Address): number => (address.kind() === 'ipv4' ? 32 : 128);

/** A block of addresses, or one. Null for what is none, and for all addresses there are: whoever trusts everybody knows nobody. */
function readBlock(text: string): Block | null {
  const [, base = text, digits] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = text.includes('%') ? null : readAddress(base);
  if (address === null) return null;
  const length = lengthOf(address);
  const mapped = length === 32 && base.includes(':') && readAddress(base) !== null ? 96 : 0;
  const bits = digits === undefined ? length : Number(digits) - mapped;
  return bits > 0 && bits <= length ? [address, bits] : null;
}

const readNamed = (name: string): readonly (Block | null)[] =>
  (Object.hasOwn(NAMES, name) ? NAMES[name] : [name])?.map(readBlock) ?? [];

/** Tells whether a text names addresses that can be trusted. */
export const isTrustable = (name: string): boolean => readNamed(name).every((block) => block !== null);

/** Tells whether an address is one of those named. */
export function compileTrusted(names: readonly string[]): (address: Address) => boolean {
  const blocks = names.flatMap(readNamed).filter((block) => block !== null);
  return (address) =>
    blocks.some(([base, bits]) => base.kind() === address.kind() && address.match([base, bits]));
}
