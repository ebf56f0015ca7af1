import { expect, test } from 'vitest';
import { fakeFile } from '../../src/testing/index.ts';

test.each([
  ['a text', fakeFile('é', { name: 'a.txt', type: 'text/plain' }), 'a.txt', 'text/plain', 'é'],
  ['bytes', fakeFile(Uint8Array.of(65, 66)), '', 'application/octet-stream', 'AB'],
  ['nothing', fakeFile(''), '', 'application/octet-stream', ''],
])('%s is a file', async (_, file, name, type, text) => {
  const bytes = Buffer.from(text);
  expect([file.name, file.type, file.size]).toEqual([name, type, bytes.length]);
  expect(await file.text()).toBe(text);
  expect(Buffer.from(await file.bytes())).toEqual(bytes);
  expect(await new Response(file.stream()).text()).toBe(text);
});
