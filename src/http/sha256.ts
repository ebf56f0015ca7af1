import { builtin } from './builtin.ts';
import { joinBytes } from './bytes.ts';

const ROUNDS = 64;
const BLOCK = 64;

const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;

const isPrime = (number: number): boolean => {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) return false;
  return true;
};

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1) if (isPrime(number)) primes.push(number);
  return primes;
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The message with its length behind it, in whole blocks (FIPS 180-4 §5.1.1). */
function padded(bytes: Uint8Array): DataView {
  const all = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  all.set(bytes);
  all[bytes.length] = 0x80;
  const view = new DataView(all.buffer);
  view.setBigUint64(all.length - 8, BigInt(bytes.length) * 8n);
  return view;
}

/** Words of a block, and those that follow from them (FIPS 180-4 §6.2.2). */
function scheduleOf(view: DataView, block: number): Int32Array {
  const words = new Int32Array(ROUNDS);
  for (let t = 0; t < ROUNDS; t += 1) {
    if (t < 16) {
      words[t] = view.getInt32(block + t * 4);
      continue;
    }
    const [a = 0, b = 0, c = 0, d = 0] = [words[t - 15], words[t - 2], words[t - 16], words[t - 7]];
    const low = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const high = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    words[t] = (c + low + d + high) | 0;
  }
  return words;
}

type Words = [number, number, number, number, number, number, number, number];

function mix([a, b, c, d, e, f, g, h]: Words, constant: number, word: number): Words {
  const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + constant + word;
  const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
  return [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
}

/** SHA-256 (FIPS 180-4) where there is no Node, whose digests are at hand at once; those of the Web are not. */
export function sha256Here(bytes: Uint8Array): Uint8Array {
  const primes = firstPrimes(ROUNDS);
  const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
  let hash = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime))) as Words;
  const view = padded(bytes);
  for (let block = 0; block < view.byteLength; block += BLOCK) {
    const words = scheduleOf(view, block);
    let mixed = hash;
    for (let t = 0; t < ROUNDS; t += 1) mixed = mix(mixed, constants[t] ?? 0, words[t] ?? 0);
    hash = hash.map((word, index) => (word + (mixed[index] ?? 0)) | 0) as Words;
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [index, word] of hash.entries()) digest.setInt32(index * 4, word);
  return new Uint8Array(digest.buffer);
}

const encoder = new TextEncoder();

const toBytes = (part: string | Uint8Array): Uint8Array =>
  typeof part === 'string' ? encoder.encode(part) : part;

const joined = (list: readonly Uint8Array[]): Uint8Array =>
  joinBytes(
    list,
    list.reduce((length, { byteLength }) => length + byteLength, 0),
  );

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** SHA-256 of texts and bytes one after the other, in base64url. */
export function sha256(parts: readonly (string | Uint8Array)[]): string {
  const crypto = builtin('node:crypto');
  if (crypto === undefined) return toBase64Url(sha256Here(joined(parts.map(toBytes))));
  const hash = crypto.createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
}
