import { createHash, randomBytes } from 'node:crypto';

/** A new key for a caller, and the hash to keep of it. */
export function createApiKey(): { key: string; hash: string } {
  const key = randomBytes(32).toString('base64url');
  return { key, hash: createHash('sha256').update(key).digest('hex') };
}
