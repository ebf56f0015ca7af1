import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, reply } from '../../src/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const here = existsSync(CHROMIUM);
const ABSENT = 'skipped: there is no chromium; node scripts/install-chromium.mjs gets one';

const DOCUMENT = documentOf(
  {
    '/pets/{id}': {
      parameters: [pathParameter('id', { type: 'integer' })],
      get: operation('get', {
        responses: {
          200: {
            description: 'ok',
            headers: { 'X-Total': { schema: {} } },
            content: { 'application/json': {} },
          },
        },
      }),
      put: operation('put', { security: [{ token: [] }], ...jsonBody({ type: 'object' }) }),
    },
  },
  { components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } },
);

const page = createServer((_, outgoing) => {
  outgoing.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>a page</title>');
});

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** What a page gets for a call: the answer as far as it may read it, or that it failed. */
interface Got {
  readonly status?: number;
  readonly body?: unknown;
  readonly total?: string | null;
  readonly secret?: string | null;
  readonly failed?: true;
}

/** Runs in the page: only text and values come with it. */
const call = (tab: Page, url: string, init: object = {}): Promise<Got> =>
  tab.evaluate(
    async ([to, how]) => {
      try {
        const answer = await fetch(to, how);
        const body: unknown = await answer.json();
        const [total, secret] = [answer.headers.get('x-total'), answer.headers.get('x-secret')];
        return { status: answer.status, body, total, secret };
      } catch {
        return { failed: true } as const;
      }
    },
    [url, init] as const,
  );

const put = (token: string, more: Record<string, string> = {}): object => ({
  method: 'PUT',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more },
  body: '{"name":"Rex"}',
});

const NOT_HERE: Got = { failed: true };

describe.skipIf(!here)(`a page in a browser${here ? '' : ` (${ABSENT})`}`, () => {
  const seen: string[] = [];
  const api = createServer();
  let browser: Browser;
  let listed: Page;
  let other: Page;
  let to: string;

  beforeAll(async () => {
    const origin = await listen(page);
    const bound = await bind(
      DOCUMENT,
      {
        get: () => reply(200, { id: 1 }, { headers: { 'x-total': '7', 'x-secret': 's' } }),
        put: ({ body, username }) => ({ body, username }),
      },
      { cors: origin, authenticators: { token: (token) => (token === 't' ? { name: 'ann' } : null) } },
    );
    api.on('request', ({ method }) => seen.push(String(method))).on('request', toNodeListener(bound));
    to = await listen(api);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    listed = await browser.newPage();
    other = await browser.newPage();
    await listed.goto(origin);
    await other.goto(origin.replace('127.0.0.1', 'localhost'));
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    for (const server of [api, page]) {
      server.closeAllConnections();
      server.close();
    }
  });

  test.each<[string, 'listed' | 'other', string, object, Got, string[]]>([
    [
      'sends JSON with a token, once it has asked',
      'listed',
      '/pets/1',
      put('t'),
      { status: 200, body: { body: { name: 'Rex' }, username: 'ann' } },
      ['OPTIONS', 'PUT'],
    ],
    [
      'reads the declared header of an answer, and no other',
      'listed',
      '/pets/1',
      {},
      { status: 200, body: { id: 1 }, total: '7', secret: null },
      ['GET'],
    ],
    [
      'reads why it was refused',
      'listed',
      '/pets/2',
      put('x'),
      { status: 401, body: { code: 'credentials-invalid' } },
      ['OPTIONS', 'PUT'],
    ],
    [
      'reads what is wrong with its call',
      'listed',
      '/pets/3?a=1',
      { ...put('t'), body: '{' },
      { status: 400, body: { code: 'body-malformed' } },
      ['OPTIONS', 'PUT'],
    ],
    [
      'reads that nothing is there',
      'listed',
      '/nope',
      {},
      { status: 404, body: { code: 'route-not-found' } },
      ['GET'],
    ],
    [
      'cannot send what is not allowed',
      'listed',
      '/pets/4',
      put('t', { 'x-other': '1' }),
      NOT_HERE,
      ['OPTIONS'],
    ],
    [
      'cannot use a method that is not there',
      'listed',
      '/pets/5',
      { method: 'DELETE' },
      NOT_HERE,
      ['OPTIONS'],
    ],
    ['of another origin sends nothing', 'other', '/pets/6', put('t'), NOT_HERE, ['OPTIONS']],
    ['of another origin reads nothing', 'other', '/pets/7', {}, NOT_HERE, ['GET']],
  ])('%s', async (_, who, path, init, expected, methods) => {
    seen.length = 0;
    expect(await call(who === 'listed' ? listed : other, `${to}${path}`, init)).toMatchObject(expected);
    expect(seen).toEqual(methods);
  });
});
