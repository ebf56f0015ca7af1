import { afterAll, expect, test } from 'vitest';
import { createFolder, PETS } from './folder.ts';
import { runCli } from './run-cli.ts';

const folder = createFolder();

afterAll(folder.remove);

const pets = folder.file('pets.yaml', PETS);
const some = folder.file('some.mjs', 'export const getUser = () => 1;');

test('lists the routes in the order of matching', async () => {
  expect(await runCli(['routes', pets])).toEqual({
    code: 0,
    error: '',
    out: `Method  Path              Operation  Typed segments         Security
GET     /v1/pets          listPets
GET     /v1/users/login   login
GET     /v1/pets/{petId}  getPet     {petId} is an integer  key or login(read write)
GET     /v1/users/{name}  getUser

4 routes
`,
  });
});

test('lists those with a process first', async () => {
  const { out } = await runCli(['routes', pets, some]);
  expect(
    out
      .split('\n')
      .slice(0, 3)
      .map((line) => line.replace(/ {2,}/g, '|')),
  ).toEqual([
    'Method|Path|Operation|Process|Typed segments|Security',
    'GET|/v1/users/{name}|getUser|yes',
    'GET|/v1/pets|listPets|no',
  ]);
});

test.each<[request: string, more: string[], code: number, out: RegExp]>([
  [
    'GET /v1/pets/7',
    [],
    0,
    /^GET \/v1\/pets\/7 is answered by getPet\n {2}The path fits \/v1\/pets\/\{petId\}: \{petId\} is an integer\.\n/,
  ],
  ['get /v1/pets/7?a=b', [], 0, /^GET \/v1\/pets\/7 is answered by getPet/],
  [
    '/v1/users/login',
    [],
    0,
    /is answered by login\n(.|\n)*These came near:\n {2}GET {2}\/v1\/users\/\{name\} {2}getUser {2}login goes before \{name\}\./,
  ],
  ['https://a.test/v1/pets', [], 0, /is answered by listPets/],
  ['DELETE /v1/pets/7', [], 1, /^DELETE \/v1\/pets\/7 is answered with 405\n/],
  ['/v1/pets/tom', [], 1, /is answered by nothing: 404\n {2}\{petId\} is not an integer\./],
  ['/pets/7', [], 1, /404\n {2}No path fits\. All paths begin with \/v1\./],
  ['/v1/pets/%zz', [], 1, /400/],
  ['/v1/pets', [some], 0, /is that of listPets, which has no process/],
  ['/v1/users/login', [some], 0, /is answered by getUser/],
  ['/x/pets', ['--base-path', '/x'], 0, /is answered by listPets/],
])('explains %j %j', async (request, more, code, out) => {
  expect(await runCli(['routes', pets, ...more, '--explain', request])).toEqual({
    code,
    out: expect.stringMatching(out),
    error: '',
  });
});

test('gives JSON', async () => {
  const { routes } = JSON.parse((await runCli(['routes', pets, '--json'])).out) as { routes: unknown[] };
  expect(routes[2]).toEqual({
    method: 'GET',
    path: '/v1/pets/{petId}',
    operation: 'getPet',
    bound: null,
    security: [[{ scheme: 'key', scopes: [] }], [{ scheme: 'login', scopes: ['read', 'write'] }]],
    typed: { petId: 'an integer' },
  });
  const { out } = await runCli(['routes', pets, '--explain', '/v1/pets', '--json']);
  expect(JSON.parse(out)).toMatchObject({ outcome: 'bound', operation: 'listPets' });
});

test.each<[what: string, args: string[], code: number, error: RegExp]>([
  [
    'what is no request',
    [pets, '--explain', 'pets'],
    2,
    /--explain takes a method and a path, for example "GET \/pets\/7", not "pets"\./,
  ],
  ['no document', [folder.file('none.yaml')], 1, /1 finding in .*none\.yaml\n\n {2}file-missing/],
])('%s', async (_, args, code, error) => {
  expect(await runCli(['routes', ...args])).toEqual({ code, out: '', error: expect.stringMatching(error) });
});
