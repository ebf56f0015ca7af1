import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { context, createContextKey, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toFetchHandler } from '../../src/doors/fetch.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { bind, combine, eachRecord, fail, type Process, reply } from '../../src/index.ts';
import { openTelemetry } from '../../src/opentelemetry/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation, pathParameter } from '../document-of.ts';
import { startSdk } from './sdk.ts';

const sdk = startSdk();
afterAll(() => sdk.stop());
beforeEach(() => sdk.reset());

const work = (name: string): void => trace.getTracer('test').startSpan(name).end();

const PROCESSES: Record<string, Process> = {
  getPet: async ({ path }) => {
    await sleep(1);
    work('query');
    return { id: path['id'] };
  },
  now: () => {
    work('query');
    return 'now';
  },
  throws: () => {
    throw new TypeError('the table is on fire');
  },
  refuses: () => {
    throw reply(404, { message: 'no such pet' });
  },
  fails: () => {
    throw fail('Sold out.', { status: 409, code: 'out-of-stock' });
  },
  stops: () => {
    throw fail('Broken.', { status: 503 });
  },
  slow: ({ run }) => sleep(1000, 'late', { signal: run.signal }),
  items: () =>
    (async function* () {
      yield 'a';
      await sleep(1);
      work('row');
      yield 'b';
    })(),
  breaks: () =>
    (async function* () {
      yield 'a';
      throw new RangeError('the disk is gone');
    })(),
  endless: () =>
    (async function* () {
      for (;;) {
        await sleep(1);
        yield 'a'.repeat(1000);
      }
    })(),
  records: ({ body }) =>
    eachRecord(body as number[], async (record) => {
      await sleep(1);
      work(`record ${record}`);
    }),
  polled: async () => {
    await sleep(20);
    work('report');
    return 'done';
  },
  early: async ({ respond }) => {
    respond(reply(202));
    await sleep(20);
    work('after');
    throw new Error('too late');
  },
  guarded: () => 'in',
  broken: () => 'in',
  hangs: ({ run }) => sleep(60_000, 'late', { signal: run.signal }),
};

const LINES = { responses: { 200: { description: 'ok', content: { 'application/jsonl': {} } } } };

const document = documentOf(
  {
    '/pets/{id}': {
      get: operation('getPet', { parameters: [pathParameter('id', { type: 'integer' })] }),
    },
    '/now': { get: operation('now'), post: operation('throws') },
    '/refuses': { get: operation('refuses') },
    '/fails': { get: operation('fails') },
    '/stops': { get: operation('stops') },
    '/slow': { get: operation('slow') },
    '/items': { get: operation('items', LINES) },
    '/breaks': { get: operation('breaks', LINES) },
    '/endless': { get: operation('endless', LINES) },
    '/records': { post: operation('records', jsonBody({ type: 'array' })) },
    '/polled': { post: { ...operation('polled'), 'x-opbind': { mode: 'poll', wait: 1 } } },
    '/early': { post: operation('early') },
    '/guarded': { get: operation('guarded', { security: [{ key: [] }] }) },
    '/broken': { get: operation('broken', { security: [{ lost: [] }] }) },
    '/hangs': { get: operation('hangs') },
    '/idle': { get: operation('idle') },
  },
  {
    servers: [{ url: '/v1' }],
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-key' },
        lost: { type: 'apiKey', in: 'header', name: 'x-key' },
      },
    },
  },
);

const api = await bind(document, PROCESSES, {
  telemetry: openTelemetry(),
  onError: () => undefined,
  timeout: 60_000,
  authenticators: {
    key: (key) => (key === 'secret' ? { name: 'ann' } : null),
    lost: () => {
      throw new Error('the directory is away');
    },
  },
});

let server: Server;
let origin: string;
beforeAll(async () => {
  server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const TRACEPARENT = { traceparent: `00-${TRACE}-${CALLER}-01` };

const parentOf = ({ parentSpanContext }: ReadableSpan): string | undefined => parentSpanContext?.spanId;
const idOf = (span: ReadableSpan | undefined): string | undefined => span?.spanContext().spanId;
const named = (name: string): ReadableSpan | undefined => sdk.spans().find((span) => span.name === name);
const ofKind = (kind: SpanKind): readonly ReadableSpan[] => sdk.spans().filter((span) => span.kind === kind);

/** Until so many spans have ended, for the last may end a moment after the answer is there. */
async function spansOf(count: number): Promise<readonly ReadableSpan[]> {
  for (let tries = 0; tries < 1000 && sdk.spans().length < count; tries += 1) await sleep(5);
  return sdk.spans();
}

/** A call as it comes over a socket, read to its end. */
async function call(path: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(`${origin}/v1${path}`, init);
  await response.text().catch(() => undefined);
  return response.status;
}

describe('a call', () => {
  test('has one span, that of its run within, and what the process does within that', async () => {
    expect(await call('/pets/7?secret=1', { headers: { ...TRACEPARENT, 'user-agent': 'test/1' } })).toBe(200);
    const spans = await spansOf(3);
    expect(spans.map(({ name }) => name)).toEqual(['query', 'run getPet', 'GET /v1/pets/{id}']);
    const [query, run, served] = spans;
    expect(new Set(spans.map((span) => span.spanContext().traceId))).toEqual(new Set([TRACE]));
    expect([query, run, served].map((span) => span && parentOf(span))).toEqual([
      idOf(run),
      idOf(served),
      CALLER,
    ]);
    expect(served).toMatchObject({
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      events: [],
    });
    const id = run?.attributes['opbind.run.id'];
    expect(served?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/v1/pets/{id}',
      'http.response.status_code': 200,
      'url.path': '/v1/pets/7',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(origin).port),
      'user_agent.original': 'test/1',
      'opbind.operation': 'getPet',
      'opbind.run.id': id,
      'opbind.outcome': 'succeeded',
    });
    expect(run).toMatchObject({ kind: SpanKind.INTERNAL });
    expect(run?.attributes).toEqual({
      'opbind.operation': 'getPet',
      'opbind.run.id': id,
      'opbind.outcome': 'succeeded',
    });
    expect(await api.runs.get(String(id))).toMatchObject({ operation: 'getPet' });
  });

  test('without a parent begins a trace', async () => {
    await call('/now');
    const spans = await spansOf(3);
    expect(spans.map(parentOf)).toEqual([idOf(spans[1]), idOf(spans[2]), undefined]);
  });

  test('that is not sampled is not recorded', async () => {
    await call('/now', { headers: { traceparent: `00-${TRACE}-${CALLER}-00` } });
    await call('/now', { headers: TRACEPARENT });
    expect(await spansOf(3)).toHaveLength(3);
  });

  test('is told from others at the same time', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => index.toString(16).padStart(32, 'a'));
    await Promise.all(
      ids.map((id, index) => call(`/pets/${index}`, { headers: { traceparent: `00-${id}-${CALLER}-01` } })),
    );
    const spans = await spansOf(60);
    expect(spans).toHaveLength(60);
    for (const id of ids) {
      const own = spans.filter((span) => span.spanContext().traceId === id);
      expect(own.map(({ name }) => name)).toEqual(['query', 'run getPet', 'GET /v1/pets/{id}']);
      expect(parentOf(own[0] as ReadableSpan)).toBe(idOf(own[1]));
    }
  });
});

const ERROR = { code: SpanStatusCode.ERROR };
const UNSET = { code: SpanStatusCode.UNSET };

describe('the span of a call says how it ended', () => {
  test.each([
    // path, method, name, status code, span status, error.type, problem, exceptions
    ['/v1/now', 'POST', 'POST /v1/now', 500, ERROR, '500', 'process-failed', []],
    ['/v1/stops', 'GET', 'GET /v1/stops', 503, ERROR, '503', 'process-failed', []],
    ['/v1/refuses', 'GET', 'GET /v1/refuses', 404, UNSET, undefined, undefined, []],
    ['/v1/fails', 'GET', 'GET /v1/fails', 409, UNSET, undefined, 'out-of-stock', []],
    ['/v1/guarded', 'GET', 'GET /v1/guarded', 401, UNSET, undefined, 'credentials-missing', []],
    ['/v1/broken', 'GET', 'GET /v1/broken', 500, ERROR, '500', 'process-failed', ['the directory is away']],
    ['/v1/pets/none', 'GET', 'GET', 404, UNSET, undefined, 'route-not-found', []],
    ['/v1/nowhere/4711', 'GET', 'GET', 404, UNSET, undefined, 'route-not-found', []],
    ['/v1/nowhere', 'BREW', 'HTTP', 404, UNSET, undefined, 'route-not-found', []],
    ['/v1/now', 'DELETE', 'DELETE', 405, UNSET, undefined, 'method-not-allowed', []],
    ['/v1/now', 'OPTIONS', 'OPTIONS', 204, UNSET, undefined, undefined, []],
    ['/v1/now', 'HEAD', 'HEAD /v1/now', 200, UNSET, undefined, undefined, []],
    ['/v1/items', 'HEAD', 'HEAD /v1/items', 200, UNSET, undefined, undefined, []],
    ['/v1/%zz', 'GET', 'GET', 400, UNSET, undefined, 'url-malformed', []],
    ['/v1/idle', 'GET', 'GET', 501, ERROR, '501', 'not-implemented', []],
  ])('%s by %s', async (url, method, name, status, spanStatus, type, problem, exceptions) => {
    const headers = { 'x-key': url.includes('broken') ? 'a' : undefined };
    expect((await inject(api, { url, method, headers })).status).toBe(status);
    const [served, ...others] = ofKind(SpanKind.SERVER);
    expect(others).toEqual([]);
    expect(served).toMatchObject({ name, status: spanStatus });
    expect(served?.attributes['http.response.status_code']).toBe(status);
    expect(served?.attributes['error.type']).toBe(type);
    expect(served?.attributes['opbind.problem']).toBe(problem);
    expect(served?.attributes['http.request.method']).toBe(name === 'HTTP' ? '_OTHER' : method);
    expect(served?.attributes['http.request.method_original']).toBe(name === 'HTTP' ? 'BREW' : undefined);
    expect(served?.events.map(({ attributes }) => attributes?.['exception.message'])).toEqual(exceptions);
  });
});

describe('the span of a run says how it ended', () => {
  test.each([
    ['/v1/now', 'POST', 'run throws', ERROR, 'TypeError', 'failed', ['the table is on fire']],
    ['/v1/refuses', 'GET', 'run refuses', UNSET, undefined, 'failed', []],
    ['/v1/fails', 'GET', 'run fails', UNSET, undefined, 'failed', []],
    ['/v1/stops', 'GET', 'run stops', ERROR, '503', 'failed', []],
  ])('%s by %s', async (url, method, name, status, type, outcome, exceptions) => {
    await inject(api, { url, method });
    const run = named(name);
    expect(run).toMatchObject({ status, attributes: { 'opbind.outcome': outcome } });
    expect(run?.attributes['error.type']).toBe(type);
    expect(run?.events.map(({ attributes }) => attributes?.['exception.message'])).toEqual(exceptions);
    expect(parentOf(run as ReadableSpan)).toBe(idOf(ofKind(SpanKind.SERVER)[0]));
  });

  test('that ran out of time', async () => {
    const brief = await bind(
      document,
      { slow: PROCESSES['slow'] as Process },
      { telemetry: openTelemetry(), timeout: 5 },
    );
    expect((await inject(brief, { url: '/v1/slow' })).status).toBe(504);
    expect(named('run slow')).toMatchObject({
      status: ERROR,
      attributes: { 'error.type': 'timed-out', 'opbind.outcome': 'timed-out' },
    });
    expect(named('GET /v1/slow')).toMatchObject({
      status: ERROR,
      attributes: { 'opbind.problem': 'process-timeout' },
    });
  });
});

describe('an answer that comes in pieces', () => {
  test('ends its span when it is sent, and is made within it', async () => {
    expect(await call('/items', { headers: TRACEPARENT })).toBe(200);
    const spans = await spansOf(3);
    expect(spans.map(({ name }) => name)).toEqual(['run items', 'row', 'GET /v1/items']);
    expect(parentOf(named('row') as ReadableSpan)).toBe(idOf(named('GET /v1/items')));
  });

  test('says that it broke', async () => {
    await call('/breaks').catch(() => undefined);
    await spansOf(2);
    const served = named('GET /v1/breaks');
    expect(served).toMatchObject({ status: ERROR, attributes: { 'error.type': 'broken' } });
    expect(served?.events.map(({ attributes }) => attributes?.['exception.type'])).toEqual(['RangeError']);
  });

  test('says that its caller left', async () => {
    const controller = new AbortController();
    const response = await fetch(`${origin}/v1/endless`, { signal: controller.signal });
    await response.body?.getReader().read();
    controller.abort();
    await spansOf(2);
    const served = named('GET /v1/endless');
    expect(served).toMatchObject({ status: UNSET, attributes: { 'error.type': 'aborted' } });
    expect(served?.attributes['http.response.status_code']).toBeUndefined();
  });
});

test('a caller that leaves before there is an answer is told of as such', async () => {
  const outgoing = request(`${origin}/v1/hangs`).end();
  outgoing.on('error', () => undefined);
  for (let tries = 0; tries < 1000 && (await api.runs.list({ state: 'running' })).length === 0; tries += 1)
    await sleep(2);
  outgoing.destroy();
  await spansOf(2);
  const served = named('GET /v1/hangs');
  expect(served).toMatchObject({ status: UNSET, attributes: { 'error.type': 'aborted' } });
  expect(served?.attributes['http.response.status_code']).toBeUndefined();
});

describe('a run that goes on', () => {
  test('belongs to its call, and ends after it: polled', async () => {
    expect(await call('/polled', { method: 'POST', headers: TRACEPARENT })).toBe(202);
    const spans = await spansOf(3);
    expect(spans.map(({ name }) => name)).toEqual(['POST /v1/polled', 'report', 'run polled']);
    expect(spans.map(parentOf)).toEqual([CALLER, idOf(spans[2]), idOf(spans[0])]);
    expect(spans[2]?.attributes['opbind.outcome']).toBe('succeeded');
    expect(spans[0]?.attributes['opbind.run.id']).toBe(spans[2]?.attributes['opbind.run.id']);
  });

  test('belongs to its call, and ends after it: an intermediate return', async () => {
    expect(await call('/early', { method: 'POST' })).toBe(202);
    const spans = await spansOf(3);
    expect(spans.map(({ name }) => name)).toEqual(['POST /v1/early', 'after', 'run early']);
    expect(parentOf(spans[1] as ReadableSpan)).toBe(idOf(spans[2]));
    expect(spans[0]?.status).toEqual(UNSET);
    expect(spans[2]).toMatchObject({ status: ERROR, attributes: { 'error.type': 'Error' } });
    expect(spans[2]?.events).toHaveLength(1);
  });
});

test('the records of a list are worked on within the span of the run', async () => {
  await inject(api, { method: 'POST', url: '/v1/records', json: [1, 2, 3] });
  const run = named('run records');
  for (const record of [1, 2, 3]) expect(parentOf(named(`record ${record}`) as ReadableSpan)).toBe(idOf(run));
});

const tracer = trace.getTracer('host');
const RPC = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

describe('a span that is there already', () => {
  test('of an HTTP server gets the route, and no second one is made', async () => {
    const host = tracer.startSpan('GET', { kind: SpanKind.SERVER });
    const metadata: { type: string; span: unknown; route?: string } = { type: 'http', span: host };
    const around = trace.setSpan(context.active(), host).setValue(RPC, metadata);
    await context.with(around, () => inject(api, { url: '/v1/now' }));
    host.end();
    expect(metadata.route).toBe('/v1/now');
    expect(sdk.spans().map(({ name }) => name)).toEqual(['query', 'run now', 'GET /v1/now']);
    expect(named('GET /v1/now')?.attributes).toMatchObject({
      'http.route': '/v1/now',
      'opbind.operation': 'now',
      'opbind.outcome': 'succeeded',
    });
    expect(parentOf(named('run now') as ReadableSpan)).toBe(idOf(named('GET /v1/now')));
  });

  test('of an HTTP server keeps its name where there is no route', async () => {
    const host = tracer.startSpan('GET', { kind: SpanKind.SERVER });
    await context.with(trace.setSpan(context.active(), host), () => inject(api, { url: '/v1/nowhere' }));
    host.end();
    expect(sdk.spans().map(({ name }) => name)).toEqual(['GET']);
  });

  test('of something else is what the call belongs to', async () => {
    const outer = tracer.startSpan('job');
    await context.with(trace.setSpan(context.active(), outer), () =>
      inject(api, { url: '/v1/now', headers: TRACEPARENT }),
    );
    expect(parentOf(named('GET /v1/now') as ReadableSpan)).toBe(outer.spanContext().spanId);
    outer.end();
  });

  test('and is over counts for nothing', async () => {
    const outer = tracer.startSpan('start of the server');
    outer.end();
    await context.with(trace.setSpan(context.active(), outer), () =>
      inject(api, { url: '/v1/now', headers: TRACEPARENT }),
    );
    expect(parentOf(named('GET /v1/now') as ReadableSpan)).toBe(CALLER);
  });
});

test('a call that the host application goes on with has no span', async () => {
  expect(await api.handle({ method: 'GET', url: '/nowhere', headers: {} })).toBeUndefined();
  expect(sdk.spans()).toEqual([]);
});

test('no secret is in any attribute', async () => {
  const headers = { 'x-key': 'secret', cookie: 'session=hush', authorization: 'Bearer hush' };
  expect((await inject(api, { url: '/v1/guarded?token=hush', headers })).status).toBe(200);
  const told = JSON.stringify(sdk.spans().map(({ name, attributes, events }) => [name, attributes, events]));
  expect(told).toContain('/v1/guarded');
  expect(told).not.toMatch(/secret|hush/);
});

test('attributes of your own', async () => {
  const telemetry = openTelemetry({ attributes: ({ headers }) => ({ tenant: String(headers['x-tenant']) }) });
  const own = await bind(document, { now: () => 'now' }, { telemetry });
  await inject(own, { url: '/v1/now', headers: { 'x-tenant': 'acme' } });
  expect(ofKind(SpanKind.SERVER)[0]?.attributes['tenant']).toBe('acme');
});

test('there is no option of another name', () => {
  expect(() => openTelemetry({ traccer: tracer } as object)).toThrow('Did you mean tracer?');
});

test('of several APIs that are combined, the one that answers tells of a call', async () => {
  const other = await bind(
    documentOf({ '/v1/other': { get: operation('other') }, '/v1/now': { delete: operation('forget') } }),
    { other: () => 'other', forget: () => 'forgotten' },
    { telemetry: openTelemetry() },
  );
  const both = combine(api, other);
  for (const [method, url, name] of [
    ['GET', '/v1/now', 'GET /v1/now'],
    ['GET', '/v1/other', 'GET /v1/other'],
    ['DELETE', '/v1/now', 'DELETE /v1/now'],
    ['GET', '/v1/nowhere', 'GET'],
    ['PATCH', '/v1/now', 'PATCH'],
  ] as const) {
    sdk.reset();
    await inject(both, { method, url });
    expect(ofKind(SpanKind.SERVER).map((span) => span.name)).toEqual([name]);
  }
});

describe('a door tells of calls that it answers, and of none that the host goes on with', () => {
  const ask = (handler: (request: Request) => Promise<Response>) => async (path: string) =>
    (await handler(new Request(`http://localhost${path}`))).status;
  const doors: readonly (readonly [string, (path: string) => Promise<number>, spans: number])[] = [
    ['fetch', ask(toFetchHandler(api)), 1],
    [
      'fetch with a fallback',
      ask(toFetchHandler(api, { fallback: () => new Response('', { status: 404 }) })),
      0,
    ],
    ['node', async (path) => (await fetch(origin + path)).status, 1],
  ];
  test.each(doors)('%s', async (_, call404, spans) => {
    expect(await call404('/v1/nowhere')).toBe(404);
    expect(await spansOf(spans)).toHaveLength(spans);
    expect(await call404('/v1/refuses')).toBe(404);
    expect((await spansOf(spans + 2)).map(({ name }) => name).slice(spans)).toEqual([
      'run refuses',
      'GET /v1/refuses',
    ]);
  });
});
