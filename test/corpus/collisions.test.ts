import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { findCollisions } from '../../src/routing/collision.ts';
import { entries, here, pathOf, titled } from './corpus.ts';
import { FOUND } from './known.ts';

// The manifest counts with integers, numbers, booleans and enums. No pair of these documents is told apart by uuid or date alone.

describe.skipIf(!here)(titled('collisions in documents of the corpus'), () => {
  test.each(entries.map((entry) => [entry.id, entry] as const))('%s', async (id, { entry, facts }) => {
    const { operations } = await loadDocument(pathOf(`documents/${entry}`), FOUND[id]?.options);
    const found = findCollisions(operations, 'strict', { caseSensitive: true, trailingSlash: 'strict' });
    expect(found.map(({ message }) => message)).toHaveLength(facts.collisionPairs.richer);
  });
});
