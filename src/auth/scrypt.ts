import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What hashing costs: 2^ln rounds of r blocks, p times. */
interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** A hash as it was written down. */
export interface PasswordHash {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly digest: Buffer;
}

// OWASP Password Storage Cheat Sheet: one of its equal choices, of 32 MiB.
const COST: Cost = { ln: 15, r: 8, p: 3 };

const LENGTH = 32;

const HASH =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/;

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

const derive = (password: string, salt: Buffer, { ln, r, p }: Cost, length: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const N = 2 ** ln;
    // NIST SP 800-63B §5.1.1.2: what looks the same is the same password.
    scrypt(password.normalize('NFKC'), salt, length, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/**
 * Hashes a password for {@link basic}, as `opbind hash password` does on the command line.
 *
 * @returns A text with algorithm, cost, salt and hash: `$scrypt$ln=15,r=8,p=3$…$…`. Another one each time.
 * @throws {TypeError} for an empty password.
 * @see RFC 7914
 * @example
 * const hash = await hashPassword('correct horse battery staple');
 */
export async function hashPassword(password: string): Promise<string> {
  if (typeof password !== 'string' || password === '')
    throw new TypeError('hashPassword: the password is empty. Give a text.');
  const salt = randomBytes(16);
  const digest = await derive(password, salt, COST, LENGTH);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(digest)}`;
}

/** The parts of a hash; null for what is none, or costs too little or too much. */
export function readHash(text: unknown): PasswordHash | null {
  const [, ln, r, p, salt = '', digest = ''] = HASH.exec(String(text)) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const isUsual =
    cost.ln >= 13 && cost.ln <= 18 && cost.r >= 8 && cost.r <= 16 && cost.p >= 1 && cost.p <= 16;
  if (!isUsual) return null;
  return { cost, salt: Buffer.from(salt, 'base64'), digest: Buffer.from(digest, 'base64') };
}

/** Stands in for the hash of a user who is not there, so that looking for one takes as long as finding one. */
export const NOBODY: PasswordHash = { cost: COST, salt: randomBytes(16), digest: randomBytes(LENGTH) };

export async function isPassword(password: string, { salt, cost, digest }: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, salt, cost, digest.length), digest);
}
