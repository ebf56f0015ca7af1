import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { LARGE, SMALL } from './api.ts';
import type { Check, Question } from './check.ts';
import { assertProblem, bytesOf, jsonOf } from './reading.ts';

const typed = (target: string, type: string, body: Question['body']): Question => ({
  method: 'POST',
  target,
  headers: [['content-type', type]],
  body,
});

const octets = (body: Question['body']): Question => typed('/audit/bytes', 'application/octet-stream', body);

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
}

/** Spaces, escapes and the order of members are lost where a body is parsed and written again. */
const SIGNED = '{ "b" : 1.0,\n"a":"\\u00e9" }';

/** What becomes of the body of a request. */
export const BODIES: readonly Check[] = [
  {
    name: 'a JSON body comes in as its value',
    run: async ({ ask }) => {
      const json = '{"a":[1,null,{"b":"é"}]}';
      assert.deepEqual(await jsonOf(await ask({ target: '/audit/json', json })), { body: JSON.parse(json) });
    },
  },
  {
    name: 'an empty object and no body at all are told apart',
    run: async ({ ask }) => {
      const none = await ask({ method: 'POST', target: '/audit/optional' });
      assert.deepEqual(await jsonOf(none), { isAbsent: true });
      const empty = await ask({ target: '/audit/optional', json: '{}' });
      assert.deepEqual(await jsonOf(empty), { isAbsent: false, body: {} });
      await assertProblem(await ask({ method: 'POST', target: '/audit/json' }), 400, 'body-missing');
    },
  },
  {
    name: 'a form comes in with its types',
    run: async ({ ask }) => {
      const type = 'application/x-www-form-urlencoded';
      const answer = await ask(typed('/audit/form', type, Buffer.from('count=3&name=a+b%26c')));
      assert.deepEqual(await jsonOf(answer), { body: { count: 3, name: 'a b&c' } });
    },
  },
  {
    name: 'bytes come in and go out as they are',
    run: async ({ ask }) => {
      const bytes = Uint8Array.from({ length: 512 }, (_, index) => index);
      const answer = await ask(octets(bytes));
      assert.deepEqual([...(await bytesOf(answer))], [...bytes]);
    },
  },
  {
    name: 'a large body comes in whole, whether its length is announced or not',
    run: async ({ ask }) => {
      const bytes = Buffer.alloc(LARGE, 'a large body, of a length that no chunk has');
      for (const body of [bytes, inPieces(bytes, 100_000)]) {
        const answer = await bytesOf(await ask(octets(body)));
        assert.equal(hashOf(answer), hashOf(bytes));
      }
    },
  },
  {
    name: 'the bytes of a JSON body can be had for its signature',
    needs: ['body-bytes'],
    run: async ({ ask }) => {
      const answer = await ask({ target: '/audit/signed', json: SIGNED });
      assert.deepEqual(await jsonOf(answer), { hash: hashOf(Buffer.from(SIGNED)) });
    },
  },
  {
    name: 'a body that is too long or malformed is refused by the API',
    needs: ['body-errors'],
    run: async ({ ask }) => {
      const json = JSON.stringify({ a: ' '.repeat(SMALL) });
      await assertProblem(await ask({ target: '/audit/small', json }), 413, 'body-too-large');
      await assertProblem(await ask({ target: '/audit/json', json: '{"a":' }), 400, 'body-malformed');
    },
  },
  {
    name: 'a body is read while it is sent',
    needs: ['body-stream'],
    run: async ({ ask, seen, soon }) => {
      async function* lines(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('1\n');
        await seen.item.happened;
        yield Buffer.from('2\n');
      }
      const asking = ask(typed('/audit/lines', 'application/x-ndjson', lines()));
      await soon('the first line of a body', seen.item.happened);
      assert.deepEqual(await jsonOf(await asking), { count: 2 });
    },
  },
];
