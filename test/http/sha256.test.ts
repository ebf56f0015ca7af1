import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256, sha256Here } from '../../src/http/sha256.ts';

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_000])(
  'the digest of %i bytes is that of Node',
  (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 31) % 251);
    expect(Buffer.from(sha256Here(bytes))).toEqual(createHash('sha256').update(bytes).digest());
  },
);

test('texts and bytes are digested one after the other', () => {
  expect(sha256(['ü', Uint8Array.of(1, 2), 'b'])).toBe(
    createHash('sha256').update(Buffer.from('ü\u0001\u0002b')).digest('base64url'),
  );
});
