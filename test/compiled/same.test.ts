import { describe, expect, test } from 'vitest';
import { compileDocument } from '../../src/compile-document.ts';
import { loadDocument } from '../../src/document/load.ts';
import { type Api, bind, describe as read, SetupError } from '../../src/index.ts';
import { entries, here, pathOf, titled, toAuthenticators } from '../corpus/corpus.ts';
import { evaluate } from './evaluate.ts';

/** Documents of each version, and those of many files. Large ones take long to compile, and are compiled by hand. */
const chosen = entries.filter(
  ({ facts }) => facts.operations <= 30 && (facts.files > 1 || facts.operations % 3 === 0),
);

const messageOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'fine',
    (error: unknown) => (error instanceof SetupError ? error.message : String(error)),
  );

async function bindAll(
  document: string | object,
  collisions: 'strict' | 'concrete-first' = 'concrete-first',
): Promise<Api> {
  const { operations, securitySchemes } = await read(document);
  const processes = Object.fromEntries(operations.map(({ id }) => [id, () => undefined]));
  return bind(document, processes, {
    authenticators: toAuthenticators(securitySchemes),
    collisions,
    responses: 'enforce',
    scopes: 'any',
  });
}

describe.skipIf(!here)(titled('a compiled document is the document'), () => {
  test('there are some to look at', () => expect(chosen.length).toBeGreaterThan(5));

  test.each(chosen.map(({ id, entry }) => [id, entry] as const))('%s', async (_, entry) => {
    const path = pathOf(`documents/${entry}`);
    const compiled = evaluate(await compileDocument(await loadDocument(path), { responses: true }));
    expect(await read(compiled)).toEqual(await read(path));
    expect(await messageOf(bindAll(compiled, 'strict'))).toBe(await messageOf(bindAll(path, 'strict')));
    const [one, other] = [bindAll(path), bindAll(compiled)];
    expect(await messageOf(other)).toBe(await messageOf(one));
    const [api, same] = await Promise.all([one, other].map((binding) => binding.catch(() => null)));
    if (api == null || same == null) return;
    expect(same.warnings).toEqual(api.warnings);
    expect(JSON.stringify(same.document)).toBe(JSON.stringify(api.document));
    // No check that is asked for is missing, and those that cannot be made are told of in the same words.
    expect(await messageOf(same.warmup())).toBe(await messageOf(api.warmup()));
  });
});
