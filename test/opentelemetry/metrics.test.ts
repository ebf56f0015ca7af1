import { setTimeout as sleep } from 'node:timers/promises';
import { context, createContextKey, SpanKind, trace } from '@opentelemetry/api';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { bind } from '../../src/index.ts';
import { openTelemetry } from '../../src/opentelemetry/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation, pathParameter } from '../document-of.ts';
import { startSdk } from './sdk.ts';

const sdk = startSdk();
afterAll(() => sdk.stop());

const api = await bind(
  documentOf({
    '/pets/{id}': { get: operation('getPet', { parameters: [pathParameter('id', { type: 'integer' })] }) },
    '/throws': { get: operation('throws') },
    '/waits': { post: { ...operation('waits'), 'x-opbind': { mode: 'poll', wait: 0 } } },
    '/items': {
      get: operation('items', {
        responses: { 200: { description: 'ok', content: { 'application/jsonl': {} } } },
      }),
    },
  }),
  {
    getPet: ({ path }) => path,
    throws: () => Promise.reject(new TypeError('no')),
    waits: () => sleep(30),
    items: () => ['a', 'b'],
  },
  { telemetry: openTelemetry(), onError: () => undefined },
);

// Of each interval only what is new is told.
beforeEach(() => sdk.points(''));

const GET = { 'http.request.method': 'GET', 'url.scheme': 'http' };

test('calls are timed by route and status, whatever their paths', async () => {
  for (const id of [1, 2, 3]) await inject(api, { url: `/pets/${id}?x=${id}` });
  await inject(api, { url: '/throws' });
  await inject(api, { url: '/items', method: 'HEAD' });
  for (const path of ['a', 'b']) await inject(api, { url: `/${path}` });
  expect(await sdk.points('http.server.request.duration')).toEqual([
    { attributes: { ...GET, 'http.route': '/pets/{id}', 'http.response.status_code': 200 }, value: 3 },
    {
      attributes: { ...GET, 'http.route': '/throws', 'http.response.status_code': 500, 'error.type': '500' },
      value: 1,
    },
    {
      attributes: {
        ...GET,
        'http.request.method': 'HEAD',
        'http.route': '/items',
        'http.response.status_code': 200,
      },
      value: 1,
    },
    { attributes: { ...GET, 'http.response.status_code': 404 }, value: 2 },
  ]);
});

test('calls that go on are counted, and no more than those', async () => {
  const waiting = inject(api, { url: '/throws' });
  expect(await sdk.points('http.server.active_requests')).toEqual([{ attributes: GET, value: 1 }]);
  await waiting;
  expect(await sdk.points('http.server.active_requests')).toEqual([{ attributes: GET, value: -1 }]);
});

test('runs are timed by operation and outcome, and counted as long as they go on', async () => {
  await inject(api, { url: '/pets/1' });
  await inject(api, { url: '/throws' });
  await inject(api, { url: '/waits', method: 'POST' });
  expect(await sdk.points('opbind.active_runs')).toEqual([
    { attributes: { 'opbind.operation': 'getPet' }, value: 0 },
    { attributes: { 'opbind.operation': 'throws' }, value: 0 },
    { attributes: { 'opbind.operation': 'waits' }, value: 1 },
  ]);
  for (let tries = 0; tries < 1000 && (await api.runs.list({ state: 'running' })).length > 0; tries += 1)
    await sleep(5);
  expect(await sdk.points('opbind.active_runs')).toEqual([
    { attributes: { 'opbind.operation': 'waits' }, value: -1 },
  ]);
});

test('runs are timed by operation and outcome', async () => {
  await inject(api, { url: '/pets/1' });
  await inject(api, { url: '/pets/2' });
  await inject(api, { url: '/throws' });
  expect(await sdk.points('opbind.run.duration')).toEqual([
    { attributes: { 'opbind.operation': 'getPet', 'opbind.outcome': 'succeeded' }, value: 2 },
    {
      attributes: { 'opbind.operation': 'throws', 'opbind.outcome': 'failed', 'error.type': 'TypeError' },
      value: 1,
    },
  ]);
});

test('calls that an instrumentation of the HTTP server counts are not counted twice, and their runs once', async () => {
  const span = trace.getTracer('host').startSpan('GET', { kind: SpanKind.SERVER });
  const key = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
  const around = trace.setSpan(context.active(), span).setValue(key, { type: 'http', span });
  await context.with(around, () => inject(api, { url: '/pets/1' }));
  span.end();
  expect(await sdk.points('http.server.request.duration')).toEqual([]);
  expect(await sdk.points('http.server.active_requests')).toEqual([]);
});
