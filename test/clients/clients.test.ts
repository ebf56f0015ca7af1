import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { here, pathOf, titled } from '../corpus/corpus.ts';
import type { BoxCalls, Caller, CreateCalls, Outcome, PetstoreCalls } from './calls.ts';
import { compile, generate, programsOf } from './generate.ts';
import { petstore, type Server, type Service, serve, toBox } from './serve.ts';
import { createBoxCalls, createPetstoreCalls } from './swagger.ts';

const ANN: Caller = { key: 'special-key', token: 'letmein' };
const NOBODY: Caller = {};
const LIAR: Caller = { key: 'another-key', token: 'open' };

const BOX = pathOf('documents/v3.0/box-2025.json');
const caller = (name: string): URL => new URL(`./callers/${name}.ts`, import.meta.url);

/** Generated clients are imported when they are there. */
const fromFile =
  <Calls>(name: string): CreateCalls<Calls> =>
  async (base, who) => {
    const { createCalls } = (await import(/* @vite-ignore */ caller(name).pathname)) as {
      createCalls: CreateCalls<Calls>;
    };
    return await createCalls(base, who);
  };

type Row<Calls> = readonly [
  what: string,
  caller: Caller,
  call: (calls: Calls) => Promise<Outcome>,
  status: number,
  content: unknown,
];

const problem = (code: string, ...names: readonly string[]): unknown =>
  expect.objectContaining({
    code,
    ...(names.length === 0 ? {} : { errors: names.map((name) => expect.objectContaining({ name })) }),
  });

const ORDER = {
  petId: 7,
  quantity: 2,
  shipDate: '2026-01-01T10:00:00.000Z',
  status: 'placed',
  complete: false,
} as const;

const PETSTORE: readonly Row<PetstoreCalls>[] = [
  [
    'an array in the query, one value after the other',
    ANN,
    (calls) => calls.findByStatus(['available', 'sold']),
    200,
    [{ id: 1, name: 'available and sold', photoUrls: [] }],
  ],
  [
    'values with all that must be encoded',
    ANN,
    (calls) => calls.findByTags(['a&b=c', '50%', 'sm,all', 'zoë +1']),
    200,
    ['a&b=c', '50%', 'sm,all', 'zoë +1'].map((name) => expect.objectContaining({ name })),
  ],
  [
    'an integer in the path',
    ANN,
    (calls) => calls.getPet(7),
    200,
    expect.objectContaining({ id: 7, name: 'Rex' }),
  ],
  ['an answer without content', ANN, (calls) => calls.getPet(8), 404, null],
  ['no key', NOBODY, (calls) => calls.getPet(7), 401, problem('credentials-missing')],
  ['another key', LIAR, (calls) => calls.getPet(7), 401, problem('credentials-invalid')],
  ['no token', NOBODY, (calls) => calls.findByStatus(['sold']), 401, problem('credentials-missing')],
  ['a header', { token: 'letmein' }, (calls) => calls.deletePet(7, 'my key'), 404, null],
  ['a body of JSON', NOBODY, (calls) => calls.placeOrder(ORDER), 200, { ...ORDER, id: 3 }],
  [
    'all that is wrong with a body',
    NOBODY,
    (calls) => calls.placeOrder({ quantity: 2 ** 31, status: 'lost' as 'placed' }),
    400,
    expect.objectContaining({
      code: 'request-invalid',
      errors: [
        expect.objectContaining({ pointer: '/quantity' }),
        expect.objectContaining({ pointer: '/status' }),
      ],
    }),
  ],
  ['a form', ANN, (calls) => calls.rename(7, 'Ré & co = 1+1'), 200, { renamed: 7, to: 'Ré & co = 1+1' }],
  [
    'a file',
    ANN,
    (calls) => calls.upload(7, 'notes', new File(['wörds'], 'notes.txt', { type: 'text/plain' })),
    200,
    { code: 7, type: 'notes.txt text/plain', message: 'notes: wörds' },
  ],
  ['a slash in the path', NOBODY, (calls) => calls.getUser('zoë/a b;c=1'), 200, { username: 'zoë/a b;c=1' }],
  ['a text', NOBODY, (calls) => calls.logIn('ann', 'p w+&'), 200, 'ann p w+&'],
];

const hub = (id: string, rest: object): unknown => ({ id, type: 'hubs', ...rest });

const BOXES: readonly Row<BoxCalls>[] = [
  [
    'queries, defaults and an enum',
    ANN,
    (calls) => calls.listHubs('a&b', 3),
    200,
    { entries: [hub('1', { title: 'a&b', description: 'all DESC' })], limit: 3, next_marker: null },
  ],
  [
    'a limit beyond its maximum',
    ANN,
    (calls) => calls.listHubs('x', 1001),
    400,
    problem('request-invalid', 'limit'),
  ],
  [
    'the only success that is declared',
    ANN,
    (calls) => calls.createHub('Contracts'),
    201,
    hub('2', { title: 'Contracts', created_at: '2026-01-01T00:00:00Z' }),
  ],
  ['no content', ANN, (calls) => calls.deleteHub('2'), 204, null],
  ['an error of the document', ANN, (calls) => calls.deleteHub('3'), 404, 'not_found'],
  ['many results', ANN, (calls) => calls.manageItems('2', ['4', '5']), 207, [200, 200]],
  [
    'an array by comma',
    ANN,
    (calls) => calls.configure('9', ['security', 'shield']),
    200,
    '9: security and shield',
  ],
  ['no token', NOBODY, (calls) => calls.listHubs('x', 1), 401, problem('credentials-missing')],
];

/** Where an answer has no content, one client gives nothing, one an empty object, one an empty text. */
const orNull = (content: unknown): unknown =>
  content === undefined || JSON.stringify(content).length === 2 ? null : content;

/** Every row, over HTTP, with each client. */
function holds<Calls>(
  service: Service,
  rows: readonly Row<Calls>[],
  clients: Readonly<Record<string, CreateCalls<Calls>>>,
): void {
  let server: Server;
  beforeAll(async () => {
    server = await serve(service);
  });
  afterAll(async () => {
    await server.close();
    expect(server.errors).toEqual([]);
  });

  describe.each(Object.entries(clients))('%s', (_, createCalls) => {
    test.each(rows)('%s', async (_what, who, call, status, content) => {
      const outcome = await call(await createCalls(server.url, who));
      expect({ ...outcome, content: orNull(outcome.content) }).toEqual({ status, content });
    });
  });
}

beforeAll(async () => {
  await generate('petstore', petstore.file);
  if (here) await generate('box', BOX);
}, 60_000);

afterAll(() => rmSync(new URL('./generated/', import.meta.url), { recursive: true, force: true }));

test('programs that call through generated clients compile', async () => {
  const names = here ? ['petstore', 'box'] : ['petstore'];
  expect(await compile(names.flatMap(programsOf))).toBe('');
}, 60_000);

describe('the Petstore', () => {
  holds(petstore, PETSTORE, {
    'openapi-fetch': fromFile('petstore-openapi-fetch'),
    '@hey-api/openapi-ts': fromFile('petstore-hey-api'),
    'swagger-client': createPetstoreCalls(petstore.file),
  });
});

describe.skipIf(!here)(titled('Box'), () => {
  holds(toBox(BOX), BOXES, {
    'openapi-fetch': fromFile('box-openapi-fetch'),
    '@hey-api/openapi-ts': fromFile('box-hey-api'),
    'swagger-client': createBoxCalls(BOX),
  });
});
