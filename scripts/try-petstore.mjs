// Starts the Petstore of `npm start` and asks what its lines to paste ask; fails where an answer is another than expected.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const key = { api_key: 'special-key' };
const token = { authorization: 'Bearer letmein' };
const json = { ...token, 'content-type': 'application/json' };

const ASKED = [
  ['GET', '/pet/2', key, undefined, 200, { id: 2, name: 'Minka' }],
  [
    'GET',
    '/pet/findByStatus?status=available&status=sold&tags=small,calm&indoor=true',
    token,
    undefined,
    200,
    [{ id: 2 }],
  ],
  ['POST', '/pet', json, '{"name":"Nemo","photoUrls":[]}', 201, { id: 4, name: 'Nemo' }],
  [
    'GET',
    '/pet/findByStatus?status=lost&indoor=maybe',
    token,
    undefined,
    400,
    { errors: [{ name: 'status' }, { name: 'indoor' }] },
  ],
  ['GET', '/pet/99', key, undefined, 404, { message: 'There is no such pet.' }],
  ['GET', '/pet/rex', {}, undefined, 404, { code: 'route-not-found', detail: '{petId} is not an integer' }],
  ['PATCH', '/pet/2', {}, undefined, 405, { code: 'method-not-allowed' }],
  ['GET', '/pet/2', {}, undefined, 401, { code: 'credentials-missing' }],
  ['GET', '/user/logout', {}, undefined, 501, { code: 'not-implemented' }],
];

const DORY = '<Pet><name>Dory</name><photoUrl><photoUrl>dory.png</photoUrl></photoUrl></Pet>';

async function tryXml(base) {
  const headers = { ...token, 'content-type': 'application/xml' };
  const added = await fetch(`${base}/pet`, { method: 'POST', headers, body: DORY });
  const { name, photoUrls } = await added.json();
  assert.deepEqual([added.status, name, photoUrls], [201, 'Dory', []]);
  const found = await fetch(`${base}/pet/2`, { headers: { ...key, accept: 'application/xml' } });
  assert.match(
    await found.text(),
    /<Pet><id>2<\/id><name>Minka<\/name>.*<tag><Tag><id>1<\/id><name>small<\/name>/,
  );
}

async function tryUpload(base) {
  const form = new FormData();
  form.append('additionalMetadata', 'notes');
  form.append('file', new File(['12345'], 'notes.txt', { type: 'text/plain' }));
  const answer = await fetch(`${base}/pet/2/uploadImage`, { method: 'POST', headers: token, body: form });
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { code: 2, type: 'text/plain', message: '5 bytes: notes' });
}

/** What the expectation speaks of, out of what was answered. */
const pick = (expected, actual) => {
  if (Array.isArray(expected)) return expected.map((one, index) => pick(one, actual?.[index]));
  if (typeof expected !== 'object') return actual;
  return Object.fromEntries(
    Object.entries(expected).map(([name, value]) => [name, pick(value, actual?.[name])]),
  );
};

const server = spawn(process.execPath, ['examples/petstore/server.mjs'], {
  env: { ...process.env, PORT: '0' },
});
try {
  const [printed] = await once(server.stdout, 'data');
  const [base] = /http:\S+\/v2/.exec(printed) ?? [];
  for (const [method, path, headers, body, status, expected] of ASKED) {
    const answer = await fetch(base + path, { method, headers, body });
    const content = await answer.json();
    assert.deepEqual([answer.status, pick(expected, content)], [status, expected], `${method} ${path}`);
  }
  await tryXml(base);
  await tryUpload(base);
  process.stdout.write(`The Petstore answers ${ASKED.length + 3} requests as it should.\n`);
} finally {
  server.kill();
}
