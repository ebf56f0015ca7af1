import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { type BindOptions, bind, type Process, describe as read } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { here, readJson } from './corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'opbind-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A document in a file. */
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const HEAD = "openapi: 3.1.0\ninfo: { title: t, version: '1' }\n";
const GET_A = 'get: { operationId: a, responses: { 200: { description: ok } } }';

/** Nine levels of nine aliases each. */
const BOMB = Array.from(
  { length: 9 },
  (_, level) =>
    `  x${level + 1}: &x${level + 1} [${Array.from({ length: 9 }, () => `*x${level}`).join(', ')}]`,
).join('\n');

const document = (more: object = {}, parameters: readonly object[] = []): object =>
  documentOf({ '/a': { get: operation('a', { parameters }) } }, more);

const schemas = (text: string): object => ({ components: { schemas: JSON.parse(text) } });

/** What is found; nothing where the document is as good as any. */
const FOUND: readonly (readonly [id: string, document: string | object, findings: readonly object[]])[] = [
  ['ref-http', document({}, [{ $ref: 'http://169.254.169.254/latest' }]), [{ code: 'reference-refused' }]],
  ['ref-proto', document({}, [{ $ref: '#/__proto__/polluted' }]), [{ code: 'reference-unresolved' }]],
  ['ref-proto', document({}, [{ $ref: '#/constructor/prototype' }]), [{ code: 'reference-unresolved' }]],
  [
    'yaml-bomb',
    file('bomb.yaml', `${HEAD}x-bomb:\n  x0: &x0 [a]\n${BOMB}\npaths: { /a: { ${GET_A} } }`),
    [{ code: 'document-large' }],
  ],
  ['yaml-merge', file('merge.yaml', `${HEAD}x-a: &a { ${GET_A} }\npaths: { /a: { <<: *a } }`), []],
  ['yaml-dup-keys', file('twice.yaml', `${HEAD}paths: {}\npaths: {}`), [{ line: 4 }]],
  ['json-bom', file('bom.json', `\uFEFF${JSON.stringify(document())}`), []],
  ['empty', file('empty.yaml', ''), [{ code: 'document-invalid' }]],
  ['empty', file('null.json', 'null'), [{ code: 'document-invalid' }]],
  ['empty', file('list.json', '[]'), [{ code: 'document-invalid' }]],
  ['empty', file('number.json', '42'), [{ code: 'document-invalid' }]],
  [
    'regex-bad',
    document({}, [{ name: 'q', in: 'query', schema: { type: 'string', pattern: '(' } }]),
    [{ code: 'pattern-invalid' }],
  ],
  [
    'duplicate-operation-id',
    documentOf({ '/a': { get: operation('a') }, '/b': { get: operation('a') } }),
    [{ code: 'operation-id-duplicate' }],
  ],
  ['version-3.2', { ...document(), openapi: '3.2.0' }, []],
  [
    'document: property named __proto__ in a schema',
    document(schemas('{"A":{"properties":{"__proto__":{"polluted":{}}}}}')),
    [],
  ],
  ['document: x-extension with __proto__', document(JSON.parse('{"x-a":{"__proto__":{"polluted":1}}}')), []],
];

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is to be taken for one
const CODE = '"];globalThis.polluted=1;//\'`${globalThis.polluted=1}';

const injected = documentOf(
  { '/a': { post: operation(CODE, jsonBody({ $ref: '#/components/schemas/A' })) } },
  {
    components: {
      schemas: { A: { properties: { [CODE]: { enum: [CODE] }, text: { pattern: CODE.replace(']', '') } } } },
    },
  },
);

const LIST = { name: 'list', in: 'query', schema: { type: 'array', items: {}, default: [] } };

const grow: Process = ({ query }) => {
  const list = query['list'] as unknown[];
  list.push(1);
  return list;
};

const described = documentOf(
  Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `/${index}`,
      { get: operation(`get${index}`, { description: 'x'.repeat(10_000) }) },
    ]),
  ),
);

const statusOf = async (given: object, options: BindOptions): Promise<number> =>
  (await inject(await bind(given, {}, options), { url: '/a' })).status;

/** What is seen of a document when it is bound and called. */
const SEEN: readonly (readonly [id: string, see: () => Promise<unknown>, seen: unknown])[] = [
  [
    'code-injection',
    async () => {
      const api = await bind(injected, { [CODE]: ({ body }) => body });
      const answers = [{ [CODE]: CODE }, { [CODE]: 1 }, { text: 'a' }].map((json) =>
        inject(api, { url: '/a', json }),
      );
      return [(await Promise.all(answers)).map(({ status }) => status), 'polluted' in globalThis];
    },
    [[200, 400, 400], false],
  ],
  [
    'default-mutable',
    async () => {
      const api = await bind(document({}, [LIST]), { a: grow });
      return [(await inject(api, { url: '/a' })).json(), (await inject(api, { url: '/a' })).json()];
    },
    [[1], [1]],
  ],
  ['handler-missing', () => statusOf(document(), {}), 501],
  ['handler-missing', () => statusOf(document(), { unbound: 'not-found' }), 404],
  [
    'long-description',
    async () => JSON.stringify((await loadDocument(described)).operations).includes('xxx'),
    false,
  ],
  [
    'shared-object',
    async () => {
      const given = document({}, [LIST]);
      const before = structuredClone(given);
      const [one, other] = [await read(given), await read(given)];
      return [
        JSON.stringify(one) === JSON.stringify(other),
        JSON.stringify(given) === JSON.stringify(before),
      ];
    },
    [true, true],
  ],
];

describe('hostile documents', () => {
  test.skipIf(!here)('are all tested', () => {
    const { cases } = readJson('vectors/http-robustness.json') as { cases: { area: string; id: string }[] };
    const known = new Set([...FOUND, ...SEEN].map(([id]) => id));
    const open = cases.filter(({ area, id }) => area === 'document' && !known.has(id));
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  test.each(FOUND)('%s', async (_id, given, expected) => {
    const started = performance.now();
    const { findings, operations } = await read(given);
    expect(findings).toMatchObject(expected);
    expect(operations).toHaveLength(expected.length === 0 ? 1 : operations.length);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test.each(SEEN)('%s', async (_id, see, seen) => {
    expect(await see()).toEqual(seen);
  });
});
