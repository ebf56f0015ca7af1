import assert from 'node:assert/strict';
import { LARGE } from './api.ts';
import type { Check } from './check.ts';
import { assertProblem, bytesOf, fieldOf, jsonOf, linesOf, textOf } from './reading.ts';

/** What becomes of an answer on its way out. */
export const ANSWERS: readonly Check[] = [
  {
    name: 'an answer has its status, media type, length and content',
    run: async ({ ask }) => {
      const answer = await ask({ target: '/audit/text/a' });
      assert.deepEqual([answer.status, await textOf(answer)], [200, '{"text":"a"}']);
      assert.match(fieldOf(answer, 'content-type') ?? '', /^application\/json/);
      const length = fieldOf(answer, 'content-length');
      assert.ok(
        length === undefined || length === '12',
        `The content has 12 bytes; content-length says ${length}.`,
      );
    },
  },
  {
    name: 'any status goes out',
    run: async ({ ask }) => {
      for (const status of [200, 201, 202, 299, 303, 410, 418, 503, 599])
        assert.equal((await ask({ target: `/audit/status/${status}` })).status, status);
    },
  },
  {
    name: 'header fields go out, and repeated ones keep all their values',
    run: async ({ ask }) => {
      const answer = await ask({ target: '/audit/fields' });
      assert.equal(fieldOf(answer, 'x-one'), 'a');
      assert.equal(linesOf(answer, 'link').join(', '), '</a>; rel="a", </b>; rel="b"');
    },
  },
  {
    name: 'two cookies are set by two lines',
    needs: ['cookies'],
    run: async ({ ask }) => {
      const answer = await ask({ target: '/audit/cookies' });
      assert.deepEqual(linesOf(answer, 'set-cookie'), ['a=1; Path=/', 'b=2; Path=/']);
    },
  },
  {
    name: '204 and 304 have no body and do not speak of one',
    run: async ({ ask }) => {
      for (const status of [204, 304]) {
        const answer = await ask({ target: `/audit/status/${status}` });
        assert.equal(answer.status, status);
        assert.equal(await textOf(answer), '');
        assert.equal(fieldOf(answer, 'transfer-encoding'), undefined);
        assert.ok(['0', undefined].includes(fieldOf(answer, 'content-length')), 'A body is announced.');
        assert.equal(fieldOf(answer, 'content-type'), undefined);
      }
    },
  },
  {
    name: 'another answer without a body is whole',
    run: async ({ ask }) => {
      const answer = await ask({ target: '/audit/status/202' });
      assert.equal(answer.status, 202);
      assert.equal(await textOf(answer), '');
    },
  },
  {
    name: 'HEAD has the fields of GET and no body',
    run: async ({ ask }) => {
      const answer = await ask({ method: 'HEAD', target: '/audit/text/a' });
      assert.equal(answer.status, 200);
      assert.equal(await textOf(answer), '');
      assert.match(fieldOf(answer, 'content-type') ?? '', /^application\/json/);
      assert.equal(fieldOf(answer, 'content-length'), '12');
    },
  },
  {
    name: 'OPTIONS and a wrong method are told what is allowed',
    run: async ({ ask }) => {
      const options = await ask({ method: 'OPTIONS', target: '/audit/json' });
      assert.deepEqual([options.status, fieldOf(options, 'allow')], [204, 'OPTIONS, POST']);
      const wrong = await ask({ method: 'DELETE', target: '/audit/json' });
      assert.equal(fieldOf(wrong, 'allow'), 'OPTIONS, POST');
      await assertProblem(wrong, 405, 'method-not-allowed');
    },
  },
  {
    name: 'a large answer comes whole',
    run: async ({ ask }) => {
      const answer = await ask({ target: '/audit/large' });
      const bytes = await bytesOf(answer);
      assert.equal(bytes.byteLength, LARGE);
      assert.ok(bytes.equals(Buffer.alloc(LARGE, 'a')), 'The bytes of a large answer were changed.');
    },
  },
  {
    name: 'a process that fails is a 500 that tells nothing of it',
    run: async ({ ask }) => {
      const answer = await ask({ target: '/audit/fails' });
      const lines = answer.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
      const text = await textOf(answer);
      assert.equal(answer.status, 500);
      assert.equal((JSON.parse(text) as { code?: unknown }).code, 'process-failed');
      assert.doesNotMatch(`${lines}\n${text}`, /secret of the audit|\bat .+:\d+:\d+/);
    },
  },
  {
    name: 'what the API has no path for is left to the host application',
    needsHost: true,
    run: async ({ ask, options: { host } }) => {
      const answer = await ask({ target: host?.target ?? '' });
      const text = await textOf(answer);
      assert.deepEqual([answer.status, text], [200, host?.text]);
    },
  },
  {
    name: 'what nobody has a path for is a 404',
    run: async ({ ask }) => assert.equal((await ask({ target: '/audit/nowhere' })).status, 404),
  },
  {
    name: 'answers of many calls at once are not mixed up',
    run: async ({ ask }) => {
      const numbers = Array.from({ length: 40 }, (_, number) => number);
      const answers = await Promise.all(
        numbers.map(async (number) =>
          jsonOf(await ask({ target: `/audit/number/${number}`, json: JSON.stringify([number]) })),
        ),
      );
      assert.deepEqual(
        answers,
        numbers.map((number) => ({ number, body: [number] })),
      );
    },
  },
];
