import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, type Process, reply } from '../../src/index.ts';
import {
  ContractError,
  type ContractFailure,
  type ContractTestOptions,
  contractTest,
  type ServedContract,
} from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { createService, DOCUMENT, FAULTS } from './faulty-service.ts';

const KEY: ContractTestOptions = { credentials: { key: 'secret' }, cases: 60 };

async function errorOf(service: ServedContract, options: ContractTestOptions = {}): Promise<ContractError> {
  const error = await contractTest(service, { ...KEY, seed: 1, ...options }).catch(
    (thrown: unknown) => thrown,
  );
  if (error instanceof ContractError) return error;
  throw error instanceof Error ? error : new Error('Nothing was found.');
}

const checksOf = ({ failures }: ContractError) => failures.map(({ operation, check }) => [operation, check]);

/** All but the id of a run, which is never the same. */
const told = ({ answer: _, ...failure }: ContractFailure) => failure;

describe('a service', () => {
  test.each([1, 2, 3, 4, 5])('that is sound passes, seed %i', async (seed) => {
    const report = await contractTest(await createService(), { ...KEY, seed });
    expect(report).toMatchObject({ seed, failures: [], isCutShort: false });
    expect(report.operations.map(({ id, skipped }) => [id, skipped])).toEqual([
      ['listBooks', []],
      ['addBook', []],
      ['getBook', []],
    ]);
    for (const { positive, negative } of report.operations) {
      expect(positive).toBeGreaterThanOrEqual(60);
      expect(negative).toBeGreaterThanOrEqual(60);
    }
  });

  test.each(FAULTS)('with %s is found out: %s %s', async (_, operation, check, fault) => {
    const error = await errorOf(await createService(fault));
    expect(checksOf(error)).toEqual([[operation, check]]);
  });

  test.each(FAULTS)(
    'with %s is found out again by what the error says',
    async (_, _operation, _check, fault) => {
      const service = await createService(fault);
      const { failures, report } = await errorOf(service);
      const [failure] = failures;
      const again = await errorOf(service, { seed: report.seed, path: failure?.path ?? '' });
      expect(again.failures.map(told)).toEqual(failures.map(told));
      expect(again.report.requests).toBeLessThan(report.requests);
    },
  );
});

test('what fails is made as small as it gets, and told as a person can use it', async () => {
  const [, , , fault] = FAULTS.find(([what]) => what.includes('edge')) ?? [];
  const { message } = await errorOf(await createService(fault), { seed: 42 });
  expect(message.replace(/\d+ requests|positive \d+(:\d+)*/g, '…').replace(/"run":"\w+"/, '"run":"…"')).toBe(
    `1 failure in 3 operations (…, seed 42)

  listBooks  notServerError
    The server failed: 500.

    curl -X GET 'http://localhost/books?limit=0'

    HTTP 500
    content-type: application/problem+json

    {"type":"https://opbind.dev/problems#process-failed","title":"The operation failed","status":500,"code":"process-failed","run":"…"}

    Again: contractTest(…, { seed: 42, path: "listBooks …" })`,
  );
});

const bound = (schema: object, process = (): unknown => ({}), more: object = {}) =>
  bind(documentOf({ '/a': { post: operation('a', { ...jsonBody(schema), ...more }) } }), { a: process });

const later: Process = () => new Promise((resolve) => setTimeout(resolve, 20, {}));

describe('schemas of bodies', () => {
  const NODE = {
    type: 'object',
    required: ['next'],
    properties: { next: { $ref: '#/components/schemas/Node' } },
  };
  const TREE = {
    type: 'object',
    properties: { children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
  };
  const CAT = {
    type: 'object',
    required: ['kind', 'lives'],
    properties: { kind: { const: 'cat' }, lives: { type: 'integer' } },
  };
  const DOG = {
    type: 'object',
    required: ['kind', 'bark'],
    properties: { kind: { const: 'dog' }, bark: { type: 'string' } },
  };

  test.each<[what: string, schema: object, components?: object]>([
    [
      'allOf',
      {
        allOf: [{ type: 'object', required: ['a'] }, { properties: { a: { type: 'integer', minimum: 3 } } }],
      },
    ],
    [
      'oneOf',
      {
        oneOf: [
          { type: 'integer', multipleOf: 3 },
          { type: 'string', maxLength: 2 },
        ],
      },
    ],
    ['anyOf', { anyOf: [{ type: 'boolean' }, { type: 'array', items: { type: 'null' } }] }],
    [
      'a discriminator',
      {
        oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
        discriminator: {
          propertyName: 'kind',
          mapping: { cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog' },
        },
      },
      { Cat: CAT, Dog: DOG },
    ],
    ['a tree', { $ref: '#/components/schemas/Tree' }, { Tree: TREE }],
    ['a pattern with look-ahead', { type: 'string', pattern: '^(?=.*[0-9])[a-z0-9]{4,8}$' }],
    ['a pattern and lengths', { type: 'string', pattern: '[A-Z]+', minLength: 5, maxLength: 9 }],
    [
      'lists without equals',
      { type: 'array', uniqueItems: true, minItems: 2, maxItems: 4, items: { enum: ['a', 'b', 'c', 'd'] } },
    ],
    ['contains', { type: 'array', contains: { const: 7 }, minContains: 1 }],
    [
      'prefixItems',
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 },
    ],
    [
      'a map',
      {
        type: 'object',
        additionalProperties: { type: 'integer' },
        propertyNames: { pattern: '^[a-z]+$' },
        minProperties: 1,
      },
    ],
    [
      'patternProperties',
      {
        type: 'object',
        patternProperties: { '^x-': { type: 'boolean' } },
        additionalProperties: false,
        minProperties: 1,
      },
    ],
    [
      'members that ask for others',
      {
        type: 'object',
        properties: { a: { type: 'integer' }, b: { type: 'integer' } },
        dependentRequired: { a: ['b'] },
      },
    ],
    ['numbers', { type: 'number', exclusiveMinimum: 0, maximum: 1, multipleOf: 0.01 }],
    [
      'many formats',
      {
        type: 'object',
        required: ['a', 'b', 'c', 'd', 'e', 'f'],
        properties: {
          a: { type: 'string', format: 'date' },
          b: { type: 'string', format: 'date-time' },
          c: { type: 'string', format: 'uuid' },
          d: { type: 'string', format: 'email' },
          e: { type: 'string', format: 'uri' },
          f: { type: 'string', format: 'ipv6' },
        },
      },
    ],
    [
      'if and then',
      {
        type: 'object',
        required: ['kind'],
        properties: { kind: { enum: ['a', 'b'] }, b: { type: 'integer' } },
        if: { properties: { kind: { const: 'b' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['b'] },
      },
    ],
    [
      'unevaluatedProperties',
      {
        allOf: [{ properties: { a: { type: 'integer' } } }],
        properties: { b: { type: 'string' } },
        type: 'object',
        unevaluatedProperties: false,
      },
    ],
    [
      'readOnly, which is not sent',
      {
        type: 'object',
        required: ['id', 'name'],
        properties: { id: { type: 'integer', readOnly: true }, name: { type: 'string' } },
      },
    ],
    ['null', { type: ['string', 'null'], minLength: 3 }],
  ])('%s: requests are made that fit, and such that do not', async (_, schema, schemas = {}) => {
    const bodies: unknown[] = [];
    const document = documentOf(
      { '/a': { post: operation('a', jsonBody(schema)) } },
      { components: { schemas } },
    );
    const api = await bind(document, {
      a: ({ body }) => {
        bodies.push(body);
        return {};
      },
    });
    const { operations, failures } = await contractTest(api, { seed: 7, cases: 40 });
    const [one] = operations;
    expect(failures).toEqual([]);
    expect(one).toMatchObject({ skipped: [], positive: 40, negative: 40 });
    expect(one?.statuses['200']).toBe(40);
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBeGreaterThan(1);
    expect(bodies.every((body) => !Object.hasOwn(Object(body), 'id'))).toBe(true);
  });

  test.each<[what: string, schema: object, components?: object]>([
    ['that fits nothing', { allOf: [{ type: 'integer' }, { type: 'string' }] }],
    ['that has no end', { $ref: '#/components/schemas/Node' }, { Node: NODE }],
    ['whose pattern and length contradict', { type: 'string', pattern: '^a{9}$', maxLength: 3 }],
    ['that is false', { not: {} }],
  ])('one %s is skipped, and the report says so', async (_, schema, schemas = {}) => {
    const document = documentOf(
      { '/a': { post: operation('a', jsonBody(schema)) } },
      { components: { schemas } },
    );
    const { operations, failures } = await contractTest(await bind(document, { a: () => ({}) }), { seed: 7 });
    expect(failures).toEqual([]);
    expect(operations).toMatchObject([{ id: 'a', positive: 0 }]);
    expect(operations[0]?.skipped.join(' ')).toContain('No request was found that fits.');
  });
});

describe('options', () => {
  const api = () => bound({ type: 'object', required: ['a'], properties: { a: { type: 'integer' } } });

  test('operations by id, or by a function', async () => {
    const service = await createService();
    const byId = await contractTest(service, { ...KEY, operations: ['getBook'] });
    const byFunction = await contractTest(service, { ...KEY, operations: ({ method }) => method === 'POST' });
    expect([byId, byFunction].map(({ operations }) => operations.map(({ id }) => id))).toEqual([
      ['getBook'],
      ['addBook'],
    ]);
  });

  test('values are changed before they are sent', async () => {
    const ids = new Set<unknown>();
    const service = await createService({
      processes: {
        getBook: ({ path }) => {
          ids.add(path['id']);
          return { id: 3, title: 'Emma', price: 1 };
        },
      },
    });
    const change: ContractTestOptions['change'] = (values) => ({ ...values, path: { id: 3 } });
    await contractTest(service, { ...KEY, operations: ['getBook'], change });
    expect([...ids]).toEqual([3]);
  });

  test('statuses that are fine anyway, and checks that are off', async () => {
    const service = await createService({
      processes: {
        getBook: () => {
          throw new Error('never');
        },
      },
    });
    const own = { ...KEY, operations: ['getBook'] };
    await expect(contractTest(service, own)).rejects.toThrow('notServerError');
    await contractTest(service, { ...own, checks: { notServerError: false } });
    await contractTest(service, { ...own, statuses: [500] });
  });

  test('of operations that ask for credentials that are not given, only refusals are tested', async () => {
    const { operations } = await contractTest(await createService(), { operations: ['addBook'], seed: 1 });
    expect(operations).toMatchObject([
      { id: 'addBook', positive: 0, negative: 0, statuses: { 401: 2, 405: 1 } },
    ]);
    expect(operations[0]?.skipped).toEqual([expect.stringContaining('asks for credentials')]);
  });

  test('an API that runs here is called by a principal with all scopes, or by the one that is given', async () => {
    const seen = new Set<string | null>();
    const scoped = documentOf(
      { '/a': { get: operation('a', { security: [{ token: ['read', 'write'] }] }) } },
      { components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } },
    );
    const own = await bind(
      scoped,
      {
        a: ({ username }) => {
          seen.add(username);
          return {};
        },
      },
      { scopes: 'all', authenticators: { token: () => null } },
    );
    await contractTest(own);
    await contractTest(own, { principal: { name: 'ann', scopes: ['read', 'write'] } });
    const { operations } = await contractTest(own, { principal: () => ({ name: 'bob', scopes: ['read'] }) });
    expect([...seen]).toEqual(['contract-test', 'ann']);
    expect(operations[0]?.statuses['403']).toBe(25);
    expect(operations[0]?.skipped).toEqual([expect.stringContaining('give a principal who may call')]);
  });

  test('there is an end to it: of an answer, and of all', async () => {
    const stuck = await createService({ around: () => new Promise(() => undefined) });
    const error = await errorOf(stuck, {
      operations: ['getBook'],
      timeout: 20,
      cases: 1,
      checks: { unsupportedMethod: false },
    });
    expect(checksOf(error)).toContainEqual(['getBook', 'answered']);
    expect(error.message).toContain('within 20 ms');
    const report = await contractTest(await api(), { cases: 1_000_000, timeLimit: 300 });
    expect(report).toMatchObject({ isCutShort: true, failures: [] });
  });

  test.each<[what: string, options: object, message: string]>([
    ['a path that no error gave', { path: 'getBook 3' }, 'path is what an error gave'],
    ['a check that is none', { checks: { schemas: false } }, 'there is no check schemas'],
    ['cases that are none', { cases: 0 }, 'cases has to be'],
    ['an option as it is named elsewhere', { runs: 1 }, 'Did you mean cases?'],
    [
      'an operation that is none, beside one',
      { operations: ['getBook', 'getBok'] },
      'No operation getBok is answered. Did you mean getBook?',
    ],
    ['a function that picks none', { operations: () => false }, 'no operation to be tested'],
    ['an option that is none', { seeds: 1 }, 'there is no option seeds. Did you mean seed?'],
  ])('%s is refused', async (_, options, message) => {
    await expect(contractTest(await createService(), options)).rejects.toThrow(message);
  });

  test('a document that is not sound is a setup error', async () => {
    const service = { handle: async () => undefined, document: { openapi: '3.1.0' } };
    await expect(contractTest(service)).rejects.toThrow('finding');
  });
});

test('an API that enforces its answers is found out by what it holds back', async () => {
  const schema = { type: 'object', required: ['a'] };
  const response = { description: 'ok', content: { 'application/json': { schema } } };
  const document = documentOf({ '/a': { get: operation('a', { responses: { 200: response } }) } });
  const api = await bind(document, { a: () => ({}) }, { responses: 'enforce', onError: () => undefined });
  const error = await contractTest(api, { seed: 1 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ContractError);
  expect((error as ContractError).failures).toMatchObject([
    { operation: 'a', check: 'schema', message: '/body/a: This property is required.' },
  ]);
});

test.each<[what: string, subject: unknown, message: string]>([
  ['a promise of an API', bound({}), 'This is a promise of an API: await bind(…) first.'],
  ['a handle without a document', { handle: async () => undefined }, 'There is no document to test it by'],
])('%s is refused', async (_, subject, message) => {
  await expect(contractTest(subject as ServedContract)).rejects.toThrow(message);
});

test.each<[what: string, options: object, process: Process, failures: readonly string[]]>([
  ['polled', { mode: 'poll', wait: 0 }, later, []],
  [
    'polled, with a 202 of its own that no document declares',
    { mode: 'poll', wait: 1_000 },
    () => reply(202, { id: '1', status: 'queued' }),
    ['status'],
  ],
  ['waited for, with one like it', {}, () => reply(202, { id: '1', status: 'queued' }), ['status']],
])('an operation that is %s', async (_, options, process, failures) => {
  const api = await bind(documentOf({ '/a': { post: operation('a') } }), { a: process }, options);
  const error = await contractTest(api, { seed: 1, cases: 5 }).catch((thrown: unknown) => thrown);
  expect(error instanceof ContractError ? error.failures.map(({ check }) => check) : []).toEqual(failures);
  await api.close();
});

test('a server that listens is tested by its URL', async () => {
  const api = await bind(DOCUMENT, {}, { unbound: 'mock' });
  const server = createServer(toNodeListener(api));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const report = await contractTest(
    { url: `http://127.0.0.1:${port}`, document: DOCUMENT },
    { ...KEY, cases: 10, checks: { credentialsAsked: false } },
  );
  server.close();
  expect(report).toMatchObject({
    failures: [],
    operations: [{ skipped: [] }, { skipped: [] }, { skipped: [] }],
  });
});
