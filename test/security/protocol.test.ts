import { describe, expect, test } from 'vitest';
import { type Api, type BindOptions, bind, type OperationOptions } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';

const DOCUMENT = documentOf(
  { '/pay': { post: operation('pay', { security: [{ key: [] }], ...jsonBody({ type: 'object' }) }) } },
  { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } } },
);

/** What was done for calls, in order. */
const done: string[] = [];

const apiWith = (options: BindOptions, own: OperationOptions): Promise<Api> =>
  bind(
    DOCUMENT,
    { pay: { process: ({ http: { protocol } }) => ({ protocol }), ...own } },
    {
      ...options,
      authenticators: {
        key: () => {
          done.push('authenticated');
          return { name: 'shop' };
        },
      },
      parsers: {
        'application/json': () => {
          done.push('read');
          return {};
        },
      },
    },
  );

const PROXY = '10.0.0.1';
const HTTPS = { 'x-forwarded-proto': 'https' };

describe('the protocol of a call', () => {
  test.each<
    [
      options: BindOptions,
      own: OperationOptions,
      call: Pick<Injection, 'protocol' | 'clientIp' | 'headers'>,
      status: number,
    ]
  >([
    // for all operations
    [{}, {}, { protocol: 'http' }, 200],
    [{ protocols: 'both' }, {}, { protocol: 'http' }, 200],
    [{ protocols: ['http', 'https'] }, {}, { protocol: 'http' }, 200],
    [{ protocols: 'https' }, {}, { protocol: 'http' }, 403],
    [{ protocols: ['https'] }, {}, { protocol: 'http' }, 403],
    [{ protocols: 'https' }, {}, { protocol: 'https' }, 200],
    [{ protocols: 'http' }, {}, { protocol: 'https' }, 403],
    // for one
    [{}, { protocols: 'https' }, { protocol: 'http' }, 403],
    [{}, { protocols: 'https' }, { protocol: 'https' }, 200],
    [{ protocols: 'https' }, { protocols: 'both' }, { protocol: 'http' }, 200],
    [{ protocols: 'https' }, { protocols: 'http' }, { protocol: 'https' }, 403],
    // through a proxy
    [{ protocols: 'https' }, {}, { clientIp: PROXY, headers: HTTPS }, 403],
    [{ protocols: 'https', trustProxy: PROXY }, {}, { clientIp: PROXY, headers: HTTPS }, 200],
    [{ protocols: 'https', trustProxy: PROXY }, {}, { clientIp: '10.0.0.2', headers: HTTPS }, 403],
    [{ protocols: 'https', trustProxy: PROXY }, {}, { clientIp: PROXY }, 403],
    [
      { protocols: 'https', trustProxy: PROXY },
      {},
      { clientIp: PROXY, headers: { forwarded: 'for=1.1.1.1;proto=https' } },
      200,
    ],
    [
      { protocols: 'https', trustProxy: PROXY },
      {},
      { clientIp: PROXY, headers: { ...HTTPS, forwarded: 'proto=https' } },
      403,
    ],
    [
      { protocols: 'https', trustProxy: PROXY },
      {},
      { clientIp: PROXY, protocol: 'https', headers: { 'x-forwarded-proto': 'http' } },
      403,
    ],
  ])('options %j, of the operation %j, call %j: %i', async (options, own, call, status) => {
    done.length = 0;
    const api = await apiWith(options, own);
    const answer = await inject(api, {
      ...call,
      method: 'POST',
      url: '/pay',
      headers: { ...call.headers, 'x-key': 'k', 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(status);
    expect(done).toEqual(status === 200 ? ['authenticated', 'read'] : []);
    if (status === 403) expect(answer.json()).toMatchObject({ code: 'protocol-not-allowed' });
  });
});
