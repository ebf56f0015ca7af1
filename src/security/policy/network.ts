import { readAddress } from '../proxy/address.ts';

/** An IPv4 address, however it is written; of IPv6 the first 64 bits, for a household has all addresses that begin so. */
export function networkOf(address: string): string {
  const read = readAddress(address);
  if (read === null) return address;
  return read.kind() === 'ipv4'
    ? read.toString()
    : read.toNormalizedString().split(':').slice(0, 4).join(':');
}
