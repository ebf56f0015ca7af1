import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import { type BindOptions, bind, reply } from '../../src/index.ts';
import { type Injected, type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const apiOf = (options: BindOptions) =>
  bind(
    documentOf(
      {
        '/later': { get: operation('later') },
        '/own': { get: operation('own') },
        '/guarded': { get: operation('guarded', { security: [{ key: [] }] }) },
        '/items': {
          get: operation('items', {
            responses: { 200: { description: 'ok', content: { 'application/jsonl': {} } } },
          }),
        },
        '/polled': { post: { ...operation('polled'), 'x-opbind': { mode: 'poll', wait: 0 } } },
      },
      { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } } },
    ),
    {
      later: () => sleep(20, 'later'),
      own: () => reply(200, 'own', { headers: { 'server-timing': 'db;dur=3' } }),
      guarded: () => 'in',
      items: () => ['a', 'b'].values(),
      polled: () => sleep(20, 'done'),
    },
    { authenticators: { key: () => ({ name: 'ann' }) }, ...options },
  );

const api = await apiOf({ serverTiming: true });

/** Names and durations, by the grammar of the field. */
const read = (field: string | undefined): readonly (readonly [string, number])[] =>
  (field ?? '').split(', ').map((metric) => {
    const [, name = '', ms] = /^([\w-]+);dur=(\d+(?:\.\d{1,3})?)$/.exec(metric) ?? [];
    return [name, Number(ms)];
  });

const timingOf = ({ headers }: Injected): readonly (readonly [string, number])[] =>
  read(headers['server-timing']);

test.each<[what: string, injection: Injection, status: number, names: readonly string[]]>([
  ['an answer', { url: '/later' }, 200, ['find', 'parameters', 'body', 'process', 'answer', 'total']],
  [
    'an answer to HEAD',
    { url: '/later', method: 'HEAD' },
    200,
    ['find', 'parameters', 'body', 'process', 'answer', 'total'],
  ],
  [
    'credentials',
    { url: '/guarded', headers: { 'x-key': 'a' } },
    200,
    ['find', 'authorize', 'parameters', 'body', 'process', 'answer', 'total'],
  ],
  ['a refusal', { url: '/guarded' }, 401, ['find', 'authorize', 'total']],
  ['a stream', { url: '/items' }, 200, ['find', 'parameters', 'body', 'process', 'answer', 'total']],
  ['a run that goes on', { url: '/polled', method: 'POST' }, 202, ['find', 'parameters', 'body', 'total']],
  ['no path', { url: '/nowhere' }, 404, ['find', 'total']],
])('tells of the steps of %s', async (_, injection, status, names) => {
  const answer = await inject(api, injection);
  expect(answer.status).toBe(status);
  const timing = timingOf(answer);
  expect(timing.map(([name]) => name)).toEqual(names);
  const total = timing.at(-1)?.[1] ?? 0;
  const steps = timing.slice(0, -1).reduce((sum, [, ms]) => sum + ms, 0);
  // Each is rounded to a thousandth.
  expect(steps).toBeLessThanOrEqual(total + 0.01);
});

test('tells how long they took', async () => {
  const timing = new Map(timingOf(await inject(api, { url: '/later' })));
  expect(timing.get('process')).toBeGreaterThan(15);
  expect(timing.get('total')).toBeGreaterThan(15);
});

test('leaves what a process tells itself', async () => {
  const field = (await inject(api, { url: '/own' })).headers['server-timing'];
  expect(field).toMatch(/^db;dur=3, find;dur=/);
});

test('is not there unless it is asked for', async () => {
  const quiet = await apiOf({});
  for (const url of ['/later', '/nowhere'])
    expect((await inject(quiet, { url })).headers).not.toHaveProperty('server-timing');
});

test('reaches callers', async () => {
  const server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/items`);
  const field = response.headers.get('server-timing') ?? undefined;
  await response.text();
  server.close();
  expect(read(field).map(([name]) => name)).toContain('process');
});
