import type { JsonWebKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isAlgorithm } from '../../src/auth/algorithms.ts';
import { findIn, toKeys } from '../../src/auth/key-set.ts';
import { isSigned } from '../../src/auth/signature.ts';
import { readToken } from '../../src/auth/token.ts';
import type { KeySet } from '../../src/auth/verifying-key.ts';
import { here, readJson, titled } from '../corpus/corpus.ts';

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly jws?: unknown;
  readonly jwe?: unknown;
  readonly result: 'valid' | 'invalid';
}

interface Group {
  readonly public?: JsonWebKey | KeySet;
  readonly private: JsonWebKey | KeySet;
  readonly tests: readonly Vector[];
}

const groupsOf = (name: string): readonly Group[] =>
  here
    ? (readJson(`external/wycheproof/json_web_${name}_test.json`) as { testGroups: readonly Group[] })
        .testGroups
    : [];

const toKeySet = (given: JsonWebKey | KeySet): KeySet =>
  Array.isArray(given['keys']) ? (given as KeySet) : { keys: [given as JsonWebKey] };

/** Through the product: keys as they are read at the start, then the token as it is read for each request. */
async function isAccepted({ public: open, private: own }: Group, token: unknown): Promise<boolean> {
  const given = toKeySet(open ?? own);
  try {
    const keys = toKeys(given);
    const read = readToken(token, 8192);
    const algorithms = given.keys.map(({ alg }) => alg).filter(isAlgorithm);
    return (
      read !== null && (await isSigned(read, { algorithms, findKeys: (sought) => findIn(keys, sought) }))
    );
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

const LOST_IN_THE_FILE = 'Its text is that of a good token: the padding it is about is not in the file.';
const MISLABELLED = 'The key names another algorithm than the token.';
const OTHER_LETTERS = 'A question mark is no letter of base64url.';

/** Vectors that are judged otherwise than they are labelled, and why. */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  346: MISLABELLED,
  347: MISLABELLED,
  350: MISLABELLED,
  351: MISLABELLED,
  367: LOST_IN_THE_FILE,
  370: LOST_IN_THE_FILE,
  372: OTHER_LETTERS,
  373: OTHER_LETTERS,
};

const vectorsOf = (name: string) =>
  groupsOf(name).flatMap((group) => group.tests.map((vector) => [group, vector] as const));

describe.skipIf(!here)(titled('wycheproof'), () => {
  test('signatures', async () => {
    const vectors = vectorsOf('signature');
    expect(vectors.length).toBe(401);
    const otherwise: number[] = [];
    for (const [group, { tcId, jws, result }] of vectors)
      if ((await isAccepted(group, jws)) !== (result === 'valid')) otherwise.push(tcId);
    expect(otherwise).toEqual(Object.keys(EXCEPTIONS).map(Number));
  });

  test('keys', async () => {
    const vectors = vectorsOf('key');
    expect(vectors.length).toBe(26);
    for (const [group, { tcId, comment, jws, result }] of vectors)
      expect([tcId, comment, await isAccepted(group, jws)]).toEqual([tcId, comment, result === 'valid']);
  });

  test('weak keys are refused at the start', () => {
    const unusable = vectorsOf('key').flatMap(([group, { tcId }]) => {
      try {
        toKeys(toKeySet(group.public ?? group.private));
        return [];
      } catch {
        return [tcId];
      }
    });
    expect(unusable).toEqual([1, 4, 6, 7, 8, 9, 10, 11, 12, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26]);
  });

  test('crypto', async () => {
    const vectors = vectorsOf('crypto');
    expect(vectors.length).toBe(83);
    for (const [group, { tcId, comment, jws, jwe, result }] of vectors)
      expect([tcId, comment, await isAccepted(group, jws ?? jwe)]).toEqual([
        tcId,
        comment,
        jwe === undefined && result === 'valid',
      ]);
  });
});
