import { compactVerify } from 'jose';
import type { Algorithm } from './algorithms.ts';
import type { FindKeys } from './key-set.ts';
import type { Token } from './token.ts';
import type { VerifyingKey } from './verifying-key.ts';

async function isSignedWith({ key }: VerifyingKey, text: string, algorithms: string[]): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms });
    return true;
  } catch {
    return false;
  }
}

/** What signatures are checked with. */
export interface SignatureRules {
  readonly algorithms: readonly Algorithm[];
  readonly findKeys: FindKeys;
}

/** Whether one of the keys has signed the token. Rejects where the keys cannot be had. */
export async function isSigned(
  { text, header }: Token,
  { algorithms, findKeys }: SignatureRules,
): Promise<boolean> {
  if (!algorithms.includes(header.alg)) return false;
  for (const key of await findKeys(header)) if (await isSignedWith(key, text, [header.alg])) return true;
  return false;
}
