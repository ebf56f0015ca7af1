import { describe, expect, test } from 'vitest';
import { type CompiledModules, compileModules } from '../../src/compile-document.ts';
import { loadDocument } from '../../src/document/load.ts';
import { type Api, type BindOptions, bind } from '../../src/index.ts';
import { enforce, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';
import { evaluateAll, FOLDER } from './evaluate.ts';
import { library } from './library.ts';
import { ask } from './requests.ts';

const compile = async (document: object, more: object = {}): Promise<CompiledModules> =>
  compileModules(await loadDocument(document), { responses: true, folder: FOLDER, least: 0, ...more });

const pets = documentOf({
  '/pets/{id}': { parameters: [pathParameter('id', { type: 'string' })], get: operation('getPet') },
  '/sizes/{size}': {
    parameters: [pathParameter('size', { type: 'integer', minimum: 1 })],
    get: operation('getSize'),
  },
  '/pets': { post: operation('addPet', jsonBody({ properties: { kind: { default: 'dog' } } })) },
});

/** An API of them, and what of its document is loaded. */
async function bindParts(
  options: BindOptions = {},
  modules: CompiledModules | null = null,
): Promise<{ readonly api: Api; readonly loaded: string[] }> {
  const loaded: string[] = [];
  const compiled = evaluateAll(modules ?? (await compile(pets)), (name) => void loaded.push(name));
  const processes = {
    getPet: () => ({ ok: true }),
    getSize: ({ path }: { readonly path: unknown }) => path,
    addPet: ({ body }: { readonly body: unknown }) => body,
  };
  return { api: await bind(compiled, processes, { onError: () => {}, ...options }), loaded };
}

describe('a document of several modules', () => {
  test('answers as the document does', async () => {
    expect(await ask(bind, evaluateAll(await compile(library)))).toEqual(await ask(bind, library));
  });

  test('is one module where it is small', async () => {
    expect((await compile(pets, { least: 1_000_000 })).parts).toEqual([]);
    expect((await compile(pets, { single: true })).parts).toEqual([]);
  });

  test.each([
    ['nothing at first', null, []],
    ['nothing for what asks for no check', { url: '/pets/7' }, []],
    ['nothing for callers of what is not there', { url: '/sizes/x' }, []],
    ['the check of a parameter', { url: '/sizes/7' }, ['checks-0.mjs']],
    [
      'the text, where defaults are filled in',
      { method: 'POST', url: '/pets', json: {} },
      ['checks-0.mjs', 'document.mjs'],
    ],
  ] as const)('loads %s', async (_, request, names) => {
    const { api, loaded } = await bindParts();
    for (const one of request === null ? [] : [request, request]) await inject(api, one);
    expect(loaded.toSorted()).toEqual(names);
  });

  test('fills in defaults, and refuses what does not fit', async () => {
    const { api } = await bindParts();
    expect((await inject(api, { method: 'POST', url: '/pets', json: {} })).json()).toEqual({ kind: 'dog' });
    expect((await inject(api, { url: '/sizes/0' })).status).toBe(400);
  });

  test('is loaded once for calls that come together', async () => {
    const { api, loaded } = await bindParts();
    await Promise.all([7, 8, 9].map((id) => inject(api, { url: `/sizes/${id}` })));
    expect(loaded).toEqual(['checks-0.mjs']);
  });

  test('is loaded by warmup, with its text', async () => {
    const { api, loaded } = await bindParts();
    expect(() => api.document).toThrow('--document');
    await api.warmup();
    expect(loaded).toEqual(['checks-0.mjs', 'document.mjs']);
    expect(api.document).toMatchObject({ openapi: '3.1.0' });
  });

  test('has its text at once where that was asked for', async () => {
    const { api, loaded } = await bindParts({}, await compile(pets, { document: true }));
    expect(api.document).toMatchObject({ openapi: '3.1.0' });
    expect(loaded).toEqual([]);
  });

  test('has all of it for tests that enforce answers, and for mocks', async () => {
    const { api, loaded } = await bindParts();
    expect((await inject(enforce(api), { url: '/sizes/7' })).status).toBe(200);
    expect(loaded).toEqual(['checks-0.mjs', 'document.mjs']);
    expect((await bindParts({ unbound: 'mock' })).loaded).toEqual(['checks-0.mjs', 'document.mjs']);
  });

  test.each<[string, (modules: CompiledModules) => CompiledModules['parts'], RegExp]>([
    ['is not there', () => [], /There is no checks-0/],
    [
      'is of another time',
      ({ parts }) => parts.map((part) => ({ ...part, text: part.text.replace(/stamp:'/, "stamp:'x") })),
      /was not written together/,
    ],
  ])('answers 500 where a part %s, and says why to onError', async (_, partsOf, why) => {
    const modules = await compile(pets);
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const { api } = await bindParts({ onError }, { ...modules, parts: partsOf(modules) });
    expect((await inject(api, { url: '/sizes/7' })).status).toBe(500);
    expect(String(errors[0])).toMatch(why);
    expect((await inject(api, { url: '/pets/7' })).status).toBe(200);
    await expect(api.warmup()).rejects.toThrow(why);
  });
});
