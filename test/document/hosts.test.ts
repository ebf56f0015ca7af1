import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDocument } from '../../src/document/load.ts';
import { withOperation } from './documents.ts';

const document = (ref: string): object =>
  withOperation('3.1.0', { parameters: [{ name: 'a', in: 'query', schema: { $ref: ref } }] });

let port = 0;
const asked: string[] = [];

const server = createServer((request, response) => {
  const path = request.url ?? '';
  asked.push(path);
  if (path === '/api.json') return response.end(JSON.stringify(document('pet.yaml#/Pet')));
  if (path === '/pet.yaml') return response.end('Pet: { type: integer }');
  if (path === '/near') return response.writeHead(302, { location: '/pet.yaml' }).end();
  if (path === '/away')
    return response.writeHead(302, { location: `http://localhost:${port}/pet.yaml` }).end();
  if (path === '/round') return response.writeHead(302, { location: '/round' }).end();
  return response.writeHead(404).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const at = (path: string): string => `http://127.0.0.1:${port}${path}`;

test.each<[path: string, codes: string[], types: string[]]>([
  ['/pet.yaml#/Pet', [], ['integer']],
  ['/near#/Pet', [], ['integer']],
  ['/away#/Pet', ['reference-refused'], []],
  ['/round#/Pet', ['file-missing'], []],
  ['/none#/Pet', ['file-missing'], []],
])('%s of a host that is allowed', async (path, codes, types) => {
  const { findings, operations } = await loadDocument(document(at(path)), {
    references: { hosts: ['127.0.0.1'] },
  });
  expect(findings.map(({ code }) => code)).toEqual(codes);
  expect(operations[0]?.parameters[0]?.shape.types).toEqual(types);
});

test('a document by its URL, and what it refers to beside it', async () => {
  const { source, findings, operations } = await loadDocument(new URL(at('/api.json')), {
    references: { hosts: [`127.0.0.1:${port}`] },
  });
  expect(source).toBe(at('/api.json'));
  expect(findings).toEqual([]);
  expect(operations[0]?.parameters[0]?.shape.types).toEqual(['integer']);
});

test('no host is asked that is not allowed', async () => {
  asked.length = 0;
  const { findings } = await loadDocument(document(at('/pet.yaml#/Pet')), {
    references: { hosts: ['example.com'] },
  });
  expect(findings.map(({ code }) => code)).toEqual(['reference-refused']);
  expect(asked).toEqual([]);
});

test('a document from a host may not refer to files', async () => {
  const { findings } = await loadDocument(document('file:///etc/hostname'), {
    references: { hosts: ['127.0.0.1'] },
  });
  expect(findings.map(({ code }) => code)).toEqual(['reference-refused']);
});
