import { describe, expect, test } from 'vitest';
import { type CompileOptions, compileDocument } from '../../src/compile-document.ts';
import { bind as bindCompiled } from '../../src/compiled.ts';
import { type CompiledDocument, compiledFrom } from '../../src/compiled-document.ts';
import { loadDocument } from '../../src/document/load.ts';
import { type BindOptions, bind, type Processes, reply } from '../../src/index.ts';
import { enforce, inject } from '../../src/testing/index.ts';
import { readFindings } from '../corpus/corpus.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { evaluate } from './evaluate.ts';

const pet = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'integer', readOnly: true },
    name: { type: 'string', format: 'pet-name', pattern: '^R' },
  },
};

const document = documentOf({
  '/pets': {
    post: {
      ...operation('addPet', jsonBody(pet)),
      responses: { 200: { description: 'ok', content: { 'application/json': { schema: pet } } } },
    },
    get: operation('listPets'),
  },
});

const compile = async (options: CompileOptions = {}): Promise<CompiledDocument> => {
  const compiled = compiledFrom(evaluate(await compileDocument(await loadDocument(document), options)));
  if (compiled === null) throw new Error('That is no compiled document.');
  return compiled;
};

const processes: Processes = { addPet: () => ({ id: 7, name: 'Rex' }) };

describe('what a compiled document was not compiled for is a finding', () => {
  test.each<[CompileOptions, BindOptions, Processes, readonly string[]]>([
    [{}, {}, processes, []],
    [{}, { responses: 'off' }, processes, []],
    [{}, { responses: 'report' }, processes, ['compiled-lacks responses']],
    [{}, { responses: { check: 'enforce' } }, processes, ['compiled-lacks responses']],
    [{ responses: true }, { responses: 'enforce' }, processes, []],
    [{}, {}, { addPet: { process: () => null, responses: 'enforce' } }, ['compiled-lacks responses']],
    [{}, { responses: 'enforce' }, { addPet: { process: () => null, responses: 'off' } }, []],
    [{}, { unbound: 'mock' }, processes, ['compiled-lacks unbound']],
    [{ responses: true }, { unbound: 'mock' }, processes, []],
    [{}, { readOnly: 'refuse' }, processes, ['compiled-lacks readOnly']],
    [{ readOnly: 'refuse' }, { readOnly: 'refuse' }, processes, []],
    [{ readOnly: 'refuse' }, {}, processes, ['compiled-lacks readOnly']],
  ])('compiled with %j, bound with %j', async (compiled, options, given, findings) => {
    expect(await readFindings(bind(await compile(compiled), given, options))).toEqual(findings);
  });

  test('so it is where a test enforces answers', async () => {
    const api = await bind(await compile(), processes);
    await expect(inject(enforce(api), { url: '/pets' })).rejects.toThrow('--responses');
  });

  test('what another version has compiled is not bound', async () => {
    const old = { ...(await compile()), compiledBy: 'opbind 0.0.1' };
    expect(await readFindings(bind(old, processes))).toEqual(['compiled-outdated ']);
  });

  test('opbind/compiled binds nothing else', async () => {
    const other = document as CompiledDocument;
    expect(await readFindings(bindCompiled(other, processes))).toContain('compiled-expected ');
  });

  test('a module is taken for what it exports', async () => {
    const api = await bind({ default: await compile() }, processes);
    expect((await inject(api, { method: 'POST', url: '/pets', json: { name: 'Rex' } })).status).toBe(200);
  });
});

describe('what only bind is told decides as ever', () => {
  const never = { test: () => false };

  test.each<[string, BindOptions, string, number]>([
    ['nobody knows the format', {}, 'Rex', 200],
    ['the pattern', {}, 'Max', 400],
    ['a format that fits', { formats: { 'pet-name': /^.{3}$/ } }, 'Rex', 200],
    ['a format that does not', { formats: { 'pet-name': (text) => text.length > 3 } }, 'Rex', 400],
    ['an engine of the user', { regexp: () => never }, 'Rex', 400],
    ['a base path', { basePath: '/v1' }, 'Rex', 404],
  ])('%s', async (_, options, name, status) => {
    const api = await bind(await compile(), { addPet: () => reply(200, {}) }, options);
    const answer = await api.handle({
      method: 'POST',
      url: '/pets',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    expect(answer?.status ?? 404).toBe(status);
  });

  test('an engine that does not take a pattern', async () => {
    const regexp = (): never => {
      throw new Error('no such syntax');
    };
    const api = await bind(await compile(), processes, { regexp });
    await expect(api.warmup()).rejects.toThrow('no such syntax');
  });
});
