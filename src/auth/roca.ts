/** Primes of which the fingerprint is taken; all of them are factors of the generator's primorial for keys of 512 bits and more. */
const PRIMES: readonly number[] = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
  109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

const GENERATOR = 65_537;

/** Every remainder that a power of the generator leaves. */
function powersModulo(prime: number): ReadonlySet<number> {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * GENERATOR) % prime) powers.add(power);
  return powers;
}

const FINGERPRINT = PRIMES.map((prime) => [BigInt(prime), powersModulo(prime)] as const);

/**
 * Whether a modulus is of the kind that a broken smart card library made, and that can be factored (CVE-2017-15361). Moduli of other origin
 * pass by chance once in 2^27.
 *
 * @see Nemec et al., The Return of Coppersmith's Attack, CCS 2017, §3.1
 */
export const isRoca = (modulus: bigint): boolean =>
  FINGERPRINT.every(([prime, powers]) => powers.has(Number(modulus % prime)));
