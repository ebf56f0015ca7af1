import { symlinkSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { loadText, ofVersion, told, withOperation, write } from './documents.ts';

const HEAD = 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\n';
const MINIMAL = JSON.stringify(ofVersion('3.1.0', { paths: {} }));

const bomb = [...Array(12).keys()]
  .map((n) => `a${n}: &a${n} [${Array(9).fill(n === 0 ? 'x' : `*a${n - 1}`)}]`)
  .join('\n');

const chain = [...Array(2000).keys()]
  .map((n) => `a${n}: &a${n} { x: ${n === 0 ? 1 : `*a${n - 1}`} }`)
  .join('\n');

const nest = (depth: number): object => {
  let inner = {};
  for (let n = 0; n < depth; n += 1) inner = { x: inner };
  return { ...ofVersion('3.1.0', { paths: {} }), 'x-deep': inner };
};

const circular = (): object => {
  const document: Record<string, unknown> = { openapi: '3.1.0' };
  document['x'] = { document };
  return document;
};

describe('what cannot be read is a finding', () => {
  test.each<[what: string, text: string, code: string, line?: number]>([
    ['an empty file', '', 'document-invalid'],
    ['null', 'null', 'document-invalid'],
    ['a list', '[]', 'document-invalid'],
    ['a number', '42', 'document-invalid'],
    ['a text', '"openapi"', 'document-invalid'],
    ['malformed JSON', '{"openapi":"3.1.0",\n"info":{,}}', 'document-malformed', 2],
    ['JSON that ends early', '{"openapi":\n', 'document-malformed', 2],
    ['malformed YAML', 'openapi: 3.1.0\ninfo: [\n', 'document-malformed', 3],
    ['a key that stands twice', `${HEAD}paths: {}\ninfo: 1\n`, 'document-malformed', 4],
    ['a tag of another language', '!!js/function x', 'document-malformed'],
    ['several documents', `${HEAD}---\n${HEAD}`, 'document-malformed'],
    ['aliases of aliases', `${HEAD}paths: {}\n${bomb}`, 'document-large'],
    ['aliases that nest', `${HEAD}paths: {}\n${chain}`, 'document-deep'],
    ['deep JSON', `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'document-deep'],
    ['deep YAML', `x: ${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'document-malformed', 1],
    ['no version', '{"info":{}}', 'version-unknown'],
    ['a version to come', '{"openapi":"4.0.0"}', 'version-unknown'],
    ['a version gone by', '{"swagger":"1.2"}', 'version-unknown'],
  ])('%s', async (_, text, code, line) => {
    const started = performance.now();
    const { findings, version, operations } = await loadText(text);
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    if (line !== undefined) expect(findings[0]?.line).toBe(line);
    expect({ version, operations }).toEqual({ version: null, operations: [] });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test.each<[what: string, document: string | URL | object, code: string]>([
    ['no such file', '/no/such/file.yaml', 'file-missing'],
    ['a folder', '/', 'document-unreadable'],
    ['a document as text', 'openapi: 3.1.0\ninfo: {}', 'document-text'],
    ['a document as JSON', MINIMAL, 'document-text'],
    ['a malformed URL', 'http://[', 'document-unreadable'],
    ['a host that is not allowed', 'http://127.0.0.1:1/x', 'reference-refused'],
    ['a scheme that is not read', new URL('ftp://example.com/x'), 'reference-refused'],
    ['an object that holds itself', circular(), 'document-circular'],
    ['a deep object', nest(50_000), 'document-deep'],
    ['a list of objects', [{}], 'document-invalid'],
  ])('%s', async (_, document, code) => {
    expect((await loadDocument(document)).findings.map((finding) => finding.code)).toEqual([code]);
  });
});

describe('what can be read', () => {
  test.each([
    ['JSON', MINIMAL],
    ['JSON with a byte order mark', `\uFEFF${MINIMAL}`],
    ['JSON after blank lines', `\n\n${MINIMAL}`],
    ['YAML', `${HEAD}paths: {}`],
    ['YAML with a byte order mark', `\uFEFF${HEAD}paths: {}`],
    ['a flow mapping', '{openapi: 3.1.0, info: {title: t, version: "1"}, paths: {}}'],
    ['a date in YAML', `${HEAD}paths: {}\nx-date: 2024-01-01\n`],
  ])('%s', async (_, text) => {
    const { version, findings, warnings } = await loadText(text);
    expect({ version, findings, warnings }).toEqual({ version: '3.1', findings: [], warnings: [] });
  });

  test.each([
    ['2.0', '2.0'],
    ['3.0.0', '3.0'],
    ['3.0.4', '3.0'],
    ['3.0.7-rc1', '3.0'],
    ['3.1.2', '3.1'],
    ['3.2.0', '3.2'],
  ])('version %s', async (written, version) => {
    expect((await loadDocument(ofVersion(written, { paths: {} }))).version).toBe(version);
  });

  test('a number for a version, with a warning', async () => {
    const loaded = await loadText('swagger: 2.0\ninfo: {title: t, version: "1"}\npaths: {}\n');
    expect(loaded.version).toBe('2.0');
    expect(told(loaded)).toEqual({ errors: [], warnings: ['field-type /swagger'] });
  });

  test('a path, a file URL and its text', async () => {
    const path = write({ 'a.json': JSON.stringify(withOperation('3.1.0', {})) })('a.json');
    for (const document of [path, pathToFileURL(path), pathToFileURL(path).href]) {
      expect((await loadDocument(document)).operations).toHaveLength(1);
    }
  });

  test('merge keys put in what they stand for', async () => {
    const text = `${HEAD}x-a: &a { get: { operationId: a } }\npaths:\n  /a:\n    <<: *a\n`;
    expect((await loadText(text)).operations.map(({ id }) => id)).toEqual(['a']);
  });

  test('an object that is used twice, and that nobody may change', async () => {
    const freeze = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    const shared = { type: 'string' };
    const document = withOperation('3.1.0', {
      parameters: ['a', 'b'].map((name) => ({ name, in: 'query', schema: shared })),
    });
    freeze(document);
    const first = await loadDocument(document);
    const second = await loadDocument(document);
    expect(first.operations).toEqual(second.operations);
    expect(first.findings).toEqual([]);
    expect(first.operations[0]?.parameters).toHaveLength(2);
  });

  test('operations are plain data', async () => {
    const { operations } = await loadDocument(
      withOperation('3.0.0', { parameters: [{ name: 'a', in: 'query', schema: { type: 'string' } }] }),
    );
    expect(JSON.parse(JSON.stringify(operations))).toEqual(operations);
  });

  test('members named __proto__ are members', async () => {
    const text = `{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{"/a":{"post":{"operationId":"__proto__",
      "requestBody":{"content":{"application/x-www-form-urlencoded":{"schema":{"type":"object","properties":{"__proto__":{"type":"integer"}}}}}}}}},
      "components":{"schemas":{"__proto__":{"type":"string"}}}}`;
    const { operations, findings } = await loadText(text);
    const properties = operations[0]?.body?.content[0]?.shape?.properties ?? {};
    expect(findings).toEqual([]);
    expect(Object.getOwnPropertyDescriptor(properties, '__proto__')?.value).toEqual({ types: ['integer'] });
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('files', () => {
  const document = (ref: string): string =>
    JSON.stringify(
      withOperation('3.1.0', { parameters: [{ name: 'a', in: 'query', schema: { $ref: ref } }] }),
    );

  const files = write({
    'in/ok.json': document('parts/pet.yaml#/Pet'),
    'in/braces.json': document('parts/a_{b}.yaml'),
    'in/encoded.json': document('parts/with%20space.yaml#/a~1b'),
    'in/url.json': document('./parts/../parts/pet.yaml#/Pet'),
    'in/back.json': document('parts/pet.yaml#/Back'),
    'in/up.json': document('../secret.yaml#/Pet'),
    'in/link.json': document('link.yaml#/Pet'),
    'in/absolute.json': document('file:///etc/hostname'),
    'in/none.json': document('parts/none.yaml'),
    'in/bad.json': document('parts/bad.yaml'),
    'in/member.json': document('parts/pet.yaml#/Nobody'),
    'in/percent.json': document('parts/pet.yaml#/%'),
    'in/slash.json': document('parts%2Fpet.yaml#/Pet'),
    'in/http.json': document('http://127.0.0.1:1/x.yaml'),
    'in/circle.json': document('parts/circle.yaml#/A'),
    'in/bomb.json': document('parts/bomb.yaml'),
    'in/parts/pet.yaml': 'Pet: { type: integer }\nBack: { $ref: "../back.json#/components/schemas/Own" }\n',
    'in/parts/a_{b}.yaml': 'type: boolean',
    'in/parts/with space.yaml': 'a/b: { type: number }',
    'in/parts/bad.yaml': 'a: [',
    'in/parts/circle.yaml': 'A: { $ref: "#/B" }\nB: { $ref: "circle.yaml#/A" }\n',
    'in/parts/bomb.yaml': bomb,
    'secret.yaml': 'Pet: { type: string }',
  });
  symlinkSync(files('secret.yaml'), files('in/link.yaml'));

  test.each<[file: string, types: string[], errors: string[]]>([
    ['ok', ['integer'], []],
    ['braces', ['boolean'], []],
    ['encoded', ['number'], []],
    ['url', ['integer'], []],
    ['up', [], ['reference-refused']],
    ['link', [], ['reference-refused']],
    ['absolute', [], ['reference-refused']],
    ['none', [], ['file-missing']],
    ['bad', [], ['document-malformed']],
    ['bomb', [], ['document-large']],
    ['member', [], ['reference-unresolved']],
    ['percent', [], ['reference-unresolved']],
    ['slash', [], ['reference-refused']],
    ['http', [], ['reference-refused']],
    ['circle', [], ['reference-circular']],
    ['back', [], ['reference-unresolved']],
  ])('%s', async (file, types, errors) => {
    const { findings, operations } = await loadDocument(files(`in/${file}.json`));
    expect(findings.map(({ code }) => code)).toEqual(errors);
    expect(operations[0]?.parameters[0]?.shape.types).toEqual(types);
  });

  test.each(
    [
      'urn:isbn:1',
      'a%zz',
      'http://[',
      'http://h/%zz',
      '%',
      '//',
      '///',
      'C:\\a.yaml',
      'a?b',
      'data:,x',
    ].concat(['file:a', 'file://host/a', 'javascript:x', '..', '.', '/', 'x'.repeat(10_000), '\ud800']),
  )('a reference to %j leads nowhere', async (ref) => {
    const parameters = [ref, 'parts/pet.yaml#/Pet'].map(($ref, n) => ({
      name: `p${n}`,
      in: 'query',
      schema: { $ref },
    }));
    const path = write({
      'a.json': JSON.stringify(withOperation('3.1.0', { parameters })),
      'parts/pet.yaml': 'Pet: { type: integer }',
    })('a.json');
    const { findings, operations } = await loadDocument(path);
    expect(findings.map(({ pointer }) => pointer)).toEqual(['/paths/~1a/get/parameters/0/schema/$ref']);
    expect(operations[0]?.parameters[1]?.shape).toEqual({ types: ['integer'] });
  });

  test('a folder that is allowed', async () => {
    const { findings, operations } = await loadDocument(files('in/up.json'), {
      references: { folder: files('') },
    });
    expect(findings).toEqual([]);
    expect(operations[0]?.parameters[0]?.shape.types).toEqual(['string']);
  });

  test('an object whose references begin in a folder, and one whose do not', async () => {
    const object = JSON.parse(document('parts/pet.yaml#/Pet'));
    const allowed = await loadDocument(object, { references: { folder: files('in') } });
    expect(allowed.findings).toEqual([]);
    expect(allowed.operations[0]?.parameters[0]?.shape.types).toEqual(['integer']);
    expect((await loadDocument(object)).findings.map(({ code }) => code)).toEqual(['reference-refused']);
  });

  test('a finding in another file names it, and its line', async () => {
    const { findings } = await loadDocument(
      write({
        'a.json': document('pet.yaml#/Pet'),
        'pet.yaml': '# a comment\nPet:\n  type: array\n  items:\n    type: strin\n',
      })('a.json'),
    );
    expect(findings).toMatchObject([{ pointer: 'pet.yaml#/Pet/items/type', line: 5, column: 5 }]);
    expect(findings[0]?.file).toMatch(/pet\.yaml$/);
  });
});

test('documents of every sort come to an end without an exception', async () => {
  const name = fc.constantFrom(
    ...'openapi paths /a /{b} get post parameters name in schema type items properties $ref allOf oneOf required'.split(
      ' ',
    ),
    ...'content application/json multipart/form-data responses 200 security components schemas default enum'.split(
      ' ',
    ),
    ...'__proto__ constructor toString servers url variables encoding style explode x-a $id $anchor requestBody'.split(
      ' ',
    ),
  );
  const leaf = fc.oneof(
    fc.constantFrom(
      'query',
      'path',
      'string',
      'array',
      'object',
      'integer',
      '#/paths',
      '#',
      '#/components/schemas/a',
      'x#y',
      '%',
      '/{a}',
    ),
    fc.constantFrom(null, true, 0, -1, 1.5, ''),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium' },
      leaf,
      fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }));
  const members = fc.dictionary(name, tree, { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('2.0', '3.0.3', '3.1.0', '3.2.0'), members, async (version, found) => {
      const loaded = await loadDocument({ ...found, ...ofVersion(version, {}) });
      expect(loaded.version).not.toBeNull();
    }),
    { numRuns: 500 },
  );
});
