import assert from 'node:assert/strict';
import type { Check, Question } from './check.ts';
import { assertProblem, jsonOf } from './reading.ts';

/** Targets, and the text that is a parameter of their path. */
const TEXTS = [
  ['a%2Fb', 'a/b'],
  ['a%20b+c', 'a b+c'],
  ['%C3%A9', 'é'],
  ['%41', 'A'],
  ['a;b=c', 'a;b=c'],
  ["!$'()*,:@~", "!$'()*,:@~"],
  ['a%3Fb%23c', 'a?b#c'],
  ['a%252Fb', 'a%2Fb'],
] as const;

const QUERIES = [
  ['list=a&list=b&text=c', { list: ['a', 'b'], text: 'c' }],
  ['list=b&list=a', { list: ['b', 'a'], text: null }],
  ['text=a%26b%3Dc', { list: null, text: 'a&b=c' }],
  ['text=a%2Bb%20c%25', { list: null, text: 'a+b c%' }],
  ['text=%C3%A9%F0%9F%98%80', { list: null, text: 'é😀' }],
  ['text=', { list: null, text: '' }],
] as const;

const formOf = (text: string): Pick<Question, 'headers' | 'body'> => ({
  headers: [['content-type', 'application/x-www-form-urlencoded']],
  body: Buffer.from(text),
});

/** What becomes of a request on its way in. */
export const REQUESTS: readonly Check[] = [
  {
    name: 'the path is split before it is decoded',
    run: async ({ ask }) => {
      for (const [target, text] of TEXTS)
        assert.deepEqual(await jsonOf(await ask({ target: `/audit/text/${target}` })), { text }, target);
    },
  },
  {
    name: 'the path is taken as it was sent, dot segments and all',
    needs: ['raw-target'],
    run: async ({ ask }) => {
      assert.deepEqual(await jsonOf(await ask({ target: '/audit/text/%2e%2e' })), { text: '..' });
      for (const target of ['/audit/text/../text/a', '/audit//text/a', '/audit/./text/a', '/audit/text\\a'])
        assert.equal((await ask({ target })).status, 404, `${target} was answered as another path.`);
    },
  },
  {
    name: 'a percent sign that begins no escape is refused',
    run: async ({ ask }) => assert.equal((await ask({ target: '/audit/text/%zz' })).status, 400),
  },
  {
    name: 'the query is taken with all its values, in their order',
    run: async ({ ask }) => {
      for (const [query, values] of QUERIES)
        assert.deepEqual(await jsonOf(await ask({ target: `/audit/query?${query}` })), values, query);
    },
  },
  {
    name: 'header fields come in: in any case, repeated, with cookies',
    run: async ({ ask }) => {
      const headers = [
        ['X-One', 'a'],
        ['x-two', 'b'],
        ['x-two', 'c'],
        ['cookie', 'd=e; f=g'],
      ] as const;
      const { fields, cookies, odd } = (await jsonOf(await ask({ target: '/audit/call', headers }))) as {
        readonly fields: Record<string, string | string[]>;
        readonly cookies: unknown;
        readonly odd: unknown;
      };
      assert.equal(fields['x-one'], 'a');
      assert.deepEqual([fields['x-two']].flat().join().split(/, ?/), ['b', 'c']);
      assert.deepEqual(cookies, { d: 'e', f: 'g' });
      assert.deepEqual(odd, [], 'Fields came in under names that no client sends.');
    },
  },
  {
    name: 'method and URL are those that the client used',
    run: async ({ ask, url }) => {
      const host = url?.host ?? 'audit.example:8080';
      const headers = url === null ? [['host', host] as const] : [];
      const { method, uri } = (await jsonOf(await ask({ target: '/audit/call?x=%20y', headers }))) as {
        readonly method: string;
        readonly uri: string;
      };
      assert.equal(method, 'GET');
      assert.match(uri, /^https?:\/\//);
      assert.equal(uri.slice(uri.indexOf('://') + 3), `${host}/audit/call?x=%20y`);
    },
  },
  {
    name: 'the address of the peer and the protocol of the connection are known',
    needs: ['connections'],
    run: async ({ ask, url }) => {
      const headers = [['x-forwarded-for', '192.0.2.1'] as const];
      const { clientIp, protocol } = (await jsonOf(await ask({ target: '/audit/call', headers }))) as {
        readonly clientIp: string;
        readonly protocol: string;
      };
      assert.match(clientIp, /^(?:127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/);
      assert.equal(`${protocol}:`, url?.protocol);
    },
  },
  {
    name: 'what is wrong with a request is told by the API',
    run: async ({ ask }) => {
      await assertProblem(
        await ask({ target: '/audit/form', ...formOf('count=many') }),
        400,
        'request-invalid',
      );
      await assertProblem(await ask({ target: '/audit/json', json: '[1]' }), 400, 'request-invalid');
      await assertProblem(
        await ask({ target: '/audit/bytes', ...formOf('a=1') }),
        415,
        'media-type-unsupported',
      );
    },
  },
];
