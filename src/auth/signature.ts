import { createHmac, timingSafeEqual } from 'node:crypto';
import { compactVerify } from 'jose';
import { type Algorithm, isSymmetric } from './algorithms.ts';
import type { FindKeys } from './key-set.ts';
import type { Token } from './token.ts';
import type { VerifyingKey } from './verifying-key.ts';

/** What signatures are checked with. */
export interface SignatureRules {
  readonly algorithms: readonly Algorithm[];
  readonly findKeys: FindKeys;
}

// A MAC takes less time than handing it to another thread, as jose would.
function hasMac({ text, header, signature }: Token, { key }: VerifyingKey): boolean {
  const signed = text.slice(0, text.lastIndexOf('.'));
  const mac = createHmac(`sha${header.alg.slice(2)}`, key)
    .update(signed)
    .digest();
  return mac.length === signature.length && timingSafeEqual(mac, signature);
}

async function hasSignature({ text, header }: Token, { key }: VerifyingKey): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms: [header.alg] });
    return true;
  } catch {
    return false;
  }
}

async function isSignedByAny(token: Token, keys: readonly VerifyingKey[]): Promise<boolean> {
  for (const key of keys) if (await hasSignature(token, key)) return true;
  return false;
}

/** Whether one of the keys has signed the token. Rejects where the keys cannot be had. */
export function isSigned(token: Token, { algorithms, findKeys }: SignatureRules): boolean | Promise<boolean> {
  if (!algorithms.includes(token.header.alg)) return false;
  const check = (keys: readonly VerifyingKey[]): boolean | Promise<boolean> =>
    isSymmetric(token.header.alg) ? keys.some((key) => hasMac(token, key)) : isSignedByAny(token, keys);
  const keys = findKeys(token.header);
  return keys instanceof Promise ? keys.then(check) : check(keys);
}
