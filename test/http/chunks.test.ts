import { expect, test } from 'vitest';
import { addChunk, createChunks, joinChunks } from '../../src/http/chunks.ts';

test.each([0, 1, 2, 1024, 1025, 1026, 5000, 100_000])('%i chunks are joined in their order', (count) => {
  const bytes = Buffer.from(Array.from({ length: count }, (_, i) => i % 251));
  const chunks = createChunks();
  for (let i = 0; i < count; i += 1) addChunk(chunks, bytes.subarray(i, i + 1));
  expect(Buffer.from(joinChunks(chunks)).equals(bytes)).toBe(true);
  expect(chunks.list.length).toBeLessThanOrEqual(1024 + count / 1024);
});

test('a single chunk is not copied', () => {
  const chunk = Buffer.from('a');
  const chunks = createChunks();
  addChunk(chunks, chunk);
  expect(joinChunks(chunks)).toBe(chunk);
});
