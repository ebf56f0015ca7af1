import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeForm, decodePercent, keepText } from '../../src/parameters/decode.ts';

test.each([
  // raw              path             query            header
  ['a b', 'a b', 'a b', 'a b'],
  ['a+b', 'a+b', 'a b', 'a+b'],
  ['a%2Bb', 'a+b', 'a+b', 'a%2Bb'],
  ['gr%C3%BCn', 'grün', 'grün', 'gr%C3%BCn'],
  ['%F0%9F%98%80', '😀', '😀', '%F0%9F%98%80'],
  ['%', undefined, undefined, '%'],
  ['%zz', undefined, undefined, '%zz'],
  ['%00', undefined, undefined, '%00'],
  ['%C0%AF', undefined, undefined, '%C0%AF'],
  ['%ED%A0%80', undefined, undefined, '%ED%A0%80'],
  ['%F4%90%80%80', undefined, undefined, '%F4%90%80%80'],
])('%j', (raw, path, query, header) => {
  expect([decodePercent(raw), decodeForm(raw), keepText(raw)]).toEqual([path, query, header]);
});

const decoded = (raw: string): string | undefined => {
  try {
    const text = decodeURIComponent(raw);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
};

const octet = fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, '0')}`);

test('any octets are decoded as the language does, and nothing is thrown', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(octet, fc.string({ unit: 'grapheme' }).map(encodeURIComponent))),
      (octets) => {
        const raw = octets.join('');
        expect(decodePercent(raw)).toBe(decoded(raw));
      },
    ),
  );
});
