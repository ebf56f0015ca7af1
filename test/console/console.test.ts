import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { basic, certificate, hashPassword } from '../../src/auth/index.ts';
import type { ConsoleOptions } from '../../src/console/index.ts';
import { createConsole } from '../../src/console/index.ts';
import { bind, type Finding, Problem, type Servable, SetupError } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { answerOf, bindPets, HOSTILE, look, OPTIONS, openConsole, startSlow } from './consoles.ts';

const CANCEL = { method: 'DELETE', headers: { 'x-opbind-console': '1' } };

const findingsOf = async (made: Promise<unknown>): Promise<readonly Finding[]> => {
  try {
    await made;
  } catch (error) {
    if (error instanceof SetupError) return error.findings;
    throw error;
  }
  return [];
};

describe('a console cannot be made', () => {
  const { authenticator, scheme } = OPTIONS;
  test.each<[string, object, string, string]>([
    ['without an authenticator', { scheme }, 'console-open', 'authenticator'],
    ['with null for one', { authenticator: null, scheme }, 'console-open', 'authenticator'],
    [
      'with what is no authenticator',
      { authenticator: 'ann', scheme },
      'authenticator-invalid',
      'authenticator',
    ],
    [
      'by a function of which nobody knows what it takes',
      { authenticator },
      'console-scheme-missing',
      'scheme',
    ],
    [
      'by an authenticator that takes something else',
      { authenticator: certificate({ issuers: ['CN=a'] }), scheme },
      'authenticator-unfit',
      'authenticator',
    ],
    ['by a scheme that is none', { authenticator, scheme: { type: 'magic' } }, 'field-value', 'scheme/type'],
    [
      'with an option that there is not',
      { ...OPTIONS, authenticators: {} },
      'option-unknown',
      'authenticators',
    ],
    ['with roles that nobody could have', { ...OPTIONS, roles: [] }, 'option-invalid', 'roles'],
    ['at a path that ends in a slash', { ...OPTIONS, path: '/console/' }, 'option-invalid', 'path'],
    ['at a path with a parameter', { ...OPTIONS, path: '/{a}' }, 'option-invalid', 'path'],
    ['with half a stream', { ...OPTIONS, streams: 0.5 }, 'option-invalid', 'streams'],
  ])('%s', async (_, options, code, pointer) => {
    const findings = await findingsOf(createConsole(await bindPets(), options as ConsoleOptions));
    expect(findings.map((one) => [one.code, one.pointer])).toContainEqual([code, pointer]);
    expect(findings.every(({ mend }) => mend !== undefined)).toBe(true);
  });

  test.each([
    ['of nothing', undefined],
    ['of no APIs', {}],
    ['of what is no API', { pets: {} }],
  ])('%s', async (_, apis) => {
    const findings = await findingsOf(createConsole(apis as never, OPTIONS));
    expect(findings).toMatchObject([{ code: 'option-invalid', message: 'There is no API to show.' }]);
  });
});

describe('nobody looks', async () => {
  const console = await openConsole(await bindPets());
  const urls = console.operations.map(({ method, template }) => [
    method,
    template
      .replace('{api}', 'api')
      .replace('{run}', 'x')
      .replace('swagger-ui/{file}', 'swagger-ui/swagger-ui.css')
      .replace('{file}', 'console.js'),
  ]);

  test('at any of its URLs', () => expect(urls.length).toBeGreaterThan(9));

  test.each(urls)('%s %s: without a credential, or with a wrong one', async (method, url) => {
    const headers = { 'x-opbind-console': '1' };
    for (const token of [null, 'nobody']) {
      const answer = await look(console, url ?? '', { method: method ?? '', headers, token });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="console"/);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    }
  });

  test.each<[string, Partial<ConsoleOptions>, string, number]>([
    ['without the role', { roles: ['admin', 'operator'] }, 'ann-user', 403],
    ['and who has one of the roles does', { roles: ['admin', 'operator'] }, 'ann-operator', 200],
    ['without the scope', { scopes: ['runs'] }, 'ann-user-pets', 403],
    ['and who has the scope does', { scopes: ['runs'] }, 'ann-user-runs', 200],
    ['with a role, but no credential that counts', { roles: ['none'] }, 'nobody', 401],
    ['over http where that is not allowed', { protocols: 'https' }, 'ann', 403],
  ])('%s', async (_, options, token, status) => {
    const closed = await openConsole(await bindPets(), options);
    expect((await look(closed, '/console/api', { token })).status).toBe(status);
  });

  test('who opens an address is told so by a page, and no one else', async () => {
    const hostile = await openConsole(await bindPets(), {
      authenticator: () => new Problem('access-denied', { detail: HOSTILE }),
    });
    const accept = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const page = await look(hostile, '/console/', { headers: accept });
    expect([page.status, page.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<p>&lt;img src=x onerror=&quot;');
    expect(page.text).not.toContain('<img');
    expect((await look(hostile, '/console/')).json()).toMatchObject({ status: 403, detail: HOSTILE });
  });

  test('with the password of another, or without the cookie of the session', async () => {
    const api = await bindPets();
    const password = await createConsole(api, {
      authenticator: basic({ users: { ann: await hashPassword('secret') }, remember: 60 }),
    });
    const session = await createConsole(api, {
      authenticator: async (id) => (id === 'abc' ? { name: 'bob' } : null),
      scheme: { type: 'apiKey', in: 'cookie', name: 'session' },
    });
    const ask = async (console: Servable, headers: Record<string, string>): Promise<unknown> => {
      const { status, json } = await inject(console, { url: '/console/api', headers });
      return status === 200 ? json<{ user: string }>().user : status;
    };
    const by = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
    expect(await ask(password, { authorization: by('ann:secret') })).toBe('ann');
    expect(await ask(password, { authorization: by('ann:other') })).toBe(401);
    expect(await ask(session, { cookie: 'session=abc' })).toBe('bob');
    expect(await ask(session, { cookie: 'session=abd' })).toBe(401);
  });
});

describe('what it is mounted beside', () => {
  test.each<[string, string, string]>([
    ['/console', '/console', 'console/'],
    ['/ops/console', '/ops/console', 'console/'],
  ])('at %s, %s leads to its page', async (path, url, location) => {
    const console = await openConsole(await bindPets(), { path });
    const answer = await look(console, url);
    expect([answer.status, answer.headers['location']]).toEqual([308, location]);
    expect((await look(console, `${url}/`)).headers['content-type']).toBe('text/html; charset=utf-8');
  });

  test('on a server of its own it is the first page', async () => {
    const console = await openConsole(await bindPets(), { path: '/' });
    expect((await look(console, '/')).text).toContain('<script type="module" src="assets/console.js?v=');
    expect((await look(console, '/api')).status).toBe(200);
  });

  test.each(['/', '/pets', '/runs/x', '/consoles', '/console/nothing', '/console/assets/nothing.js'])(
    '%s is left to others',
    async (url) => {
      const console = await openConsole(await bindPets());
      expect(await console.handle({ method: 'GET', url, headers: {} })).toBeUndefined();
    },
  );
});

describe('what browsers are told', async () => {
  const console = await openConsole(await bindPets());

  test.each([
    '/console',
    '/console/',
    '/console/api',
    '/console/api/api/runs/none',
    '/console/assets/console.js',
  ])('of %s', async (url) => {
    const { headers } = await look(console, url);
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      ),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': url.includes('assets') ? 'private, max-age=31536000, immutable' : 'no-store',
    });
  });

  test('pages hold no script and no style, and name the version of each file', async () => {
    for (const url of ['/console/', '/console/reference/']) {
      const { text } = await look(console, url);
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
      const links = [...text.matchAll(/(?:src|href)="((?!data:|#)[^"]+)"/g)].map(([, link = '']) => link);
      expect(links.length).toBeGreaterThan(1);
      for (const link of links) {
        expect(link).toMatch(/\?v=[\w.]+$/);
        const path = new URL(link, `http://x${url}`);
        expect((await look(console, path.pathname + path.search)).status).toBe(200);
      }
    }
  });

  test.each([
    ['gzip, br', 'gzip'],
    ['br', undefined],
    ['gzip;q=0', undefined],
  ])('files for those who accept %s are %s', async (accepted, coding) => {
    const plain = await look(console, '/console/assets/console.js');
    const { headers, bytes } = await look(console, '/console/assets/console.js', {
      headers: { 'accept-encoding': accepted },
    });
    expect([headers['content-encoding'], headers['vary']]).toEqual([coding, 'accept-encoding']);
    expect(String(coding === undefined ? Buffer.from(bytes) : gunzipSync(bytes))).toBe(plain.text);
  });
});

describe('what it shows', () => {
  test('its APIs and who looks', async () => {
    const api = await bindPets();
    const shown = async (apis: Parameters<typeof openConsole>[0], options = {}): Promise<unknown> =>
      (await look(await openConsole(apis, options), '/console/api')).json();
    const pets = { title: 'Pets', version: '7' };
    expect(await shown(api)).toEqual({
      user: 'ann',
      apis: [{ name: 'api', ...pets }],
      cancels: true,
      hasReference: true,
    });
    expect(await shown({ a: api, 'ä b': api }, { cancel: false, swaggerUi: false })).toEqual({
      user: 'ann',
      apis: [
        { name: 'a', ...pets },
        { name: 'ä b', ...pets },
      ],
      cancels: false,
      hasReference: false,
    });
  });

  test('operations, who may call them, and warnings', async () => {
    const api = await bindPets({ protocols: 'https', timeout: 5000, mode: 'poll' });
    const console = await openConsole({ 'ä b': api });
    const { operations, warnings } = (await look(console, '/console/api/%C3%A4%20b')).json<{
      operations: readonly { id: string }[];
      warnings: readonly unknown[];
    }>();
    expect(operations.map(({ id }) => id)).toEqual(['listPets', 'slow', 'broken', HOSTILE, 'getPet']);
    expect(operations[0]).toEqual({
      id: 'listPets',
      method: 'GET',
      path: '/v1/pets',
      summary: 'The pets',
      isDeprecated: false,
      serving: {
        mode: 'poll',
        timeout: 5000,
        credentials: 'key, or nothing',
        reason: 'The document asks for key, or nothing.',
        isHttpsOnly: true,
      },
    });
    expect(operations[1]).toMatchObject({ isDeprecated: true });
    expect(operations[4]).toMatchObject({ id: 'getPet', serving: null });
    expect(warnings).toEqual([]);
    const odd = await bind(documentOf({ '/a': { get: operation('a') } }, { extra: 1 }), { a: () => 1 });
    const shown = await look(await openConsole(odd), '/console/api/api');
    expect(shown.json()).toMatchObject({ warnings: [{ code: 'field-unknown', place: '/extra' }] });
  });

  test('an API that it does not have is not there', async () => {
    const console = await openConsole(await bindPets());
    expect((await look(console, '/console/api/other')).status).toBe(404);
    expect((await look(console, '/console/api/__proto__/runs')).status).toBe(404);
  });
});

interface Page {
  readonly runs: readonly { readonly id: string; readonly operation: string }[];
  readonly hasMore: boolean;
}

describe('runs', () => {
  test('are listed, filtered, and paged', async () => {
    const api = await bindPets();
    const console = await openConsole(api);
    await answerOf(api, '/v1/broken');
    for (let count = 0; count < 5; count += 1) await answerOf(api, '/v1/pets', { 'x-key': 'bob' });
    const list = async (query = ''): Promise<Page> =>
      (await look(console, `/console/api/api/runs${query}`)).json();
    const all = await list();
    expect([all.runs.length, all.hasMore]).toEqual([6, false]);
    expect(all.runs.at(-1)).toMatchObject({
      operation: 'broken',
      state: 'failed',
      status: 500,
      error: 'Problem: It broke.',
    });
    expect(all.runs[0]).toMatchObject({
      operation: 'listPets',
      caller: 'bob',
      state: 'succeeded',
      status: 200,
    });
    expect((await list('?state=failed')).runs).toEqual([all.runs.at(-1)]);
    expect((await list('?caller=bob&operation=listPets')).runs).toHaveLength(5);
    const first = await list('?limit=4');
    expect([first.runs, first.hasMore]).toEqual([all.runs.slice(0, 4), true]);
    const rest = await list(`?limit=4&before=${first.runs.at(-1)?.id}`);
    expect([rest.runs, rest.hasMore]).toEqual([all.runs.slice(4), false]);
  });

  test.each(['state=odd', 'limit=0', 'limit=501', 'limit=x'])('%s is refused', async (query) => {
    const console = await openConsole(await bindPets());
    expect((await look(console, `/console/api/api/runs?${query}`)).status).toBe(400);
  });

  test('are shown with all that is known of them', async () => {
    const api = await bindPets();
    const console = await openConsole(api);
    const { id, answer } = await startSlow(api);
    const show = async (): Promise<unknown> => (await look(console, `/console/api/api/runs/${id}`)).json();
    expect(await show()).toMatchObject({
      id,
      operation: 'slow',
      state: 'running',
      finished: null,
      log: ['begun'],
      outputs: [['step', '1']],
      errorText: null,
    });
    expect(await api.runs.cancel(id)).toBe(true);
    await answer;
    expect(await show()).toMatchObject({ state: 'cancelled', finished: expect.any(Number) });
    expect((await look(console, '/console/api/api/runs/none')).status).toBe(404);
  });

  test('may have left anything behind', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const api = await bind(documentOf({ '/odd': { get: operation('odd') } }), {
      odd: ({ run }) => {
        Object.assign(run.outputs, { circle, big: 1n, none: undefined, text: 'a' });
        return 'fine';
      },
    });
    await answerOf(api, '/odd');
    const [run] = await api.runs.list();
    const shown = await look(await openConsole(api), `/console/api/api/runs/${run?.id}`);
    expect(shown.json<{ outputs: unknown }>().outputs).toEqual([
      ['circle', '<ref *1> { self: [Circular *1] }'],
      ['big', '1n'],
      ['none', 'undefined'],
      ['text', '"a"'],
    ]);
  });

  test('of a store that is out of reach are told of as 503', async () => {
    const api = await bindPets();
    const away = { ...api, runs: { ...api.runs, list: () => Promise.reject(new Error('gone')) } };
    const console = await openConsole(away, { onError: () => undefined });
    expect((await look(console, '/console/api/api/runs')).json()).toMatchObject({
      status: 503,
      code: 'runs-unavailable',
    });
  });
});

describe('a run is cancelled', () => {
  test.each<[string, object, Partial<ConsoleOptions>, number, boolean]>([
    ['from the page', CANCEL, {}, 200, true],
    [
      'from the page, as browsers say',
      { ...CANCEL, headers: { ...CANCEL.headers, 'sec-fetch-site': 'same-origin' } },
      {},
      200,
      true,
    ],
    ['not without the field of the page', { method: 'DELETE' }, {}, 400, false],
    [
      'not from a page of others',
      { ...CANCEL, headers: { ...CANCEL.headers, 'sec-fetch-site': 'cross-site' } },
      {},
      403,
      false,
    ],
    [
      'not from another host of the same site',
      { ...CANCEL, headers: { ...CANCEL.headers, 'sec-fetch-site': 'same-site' } },
      {},
      403,
      false,
    ],
    ['not by a form', { method: 'POST', headers: CANCEL.headers }, {}, 405, false],
    ['not without a credential', { ...CANCEL, token: null }, {}, 401, false],
    ['not where that is not allowed', CANCEL, { cancel: false }, 405, false],
  ])('%s', async (_, how, options, status, isCancelled) => {
    const api = await bindPets();
    const console = await openConsole(api, options);
    const { id, answer } = await startSlow(api);
    expect((await look(console, `/console/api/api/runs/${id}`, how)).status).toBe(status);
    expect((await api.runs.get(id))?.state).toBe(isCancelled ? 'cancelled' : 'running');
    await api.runs.cancel(id);
    await answer;
  });

  test('once', async () => {
    const api = await bindPets();
    const console = await openConsole(api);
    const { id, answer } = await startSlow(api);
    const cancel = async (): Promise<unknown> =>
      (await look(console, `/console/api/api/runs/${id}`, CANCEL)).json();
    expect([await cancel(), await cancel()]).toEqual([{ isCancelled: true }, { isCancelled: false }]);
    expect((await answer).status).toBe(409);
  });
});
