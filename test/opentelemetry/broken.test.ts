import { context, type Meter, propagation, type Tracer, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Api, bind, type Telemetry } from '../../src/index.ts';
import { type OpenTelemetryOptions, openTelemetry } from '../../src/opentelemetry/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { startSdk } from './sdk.ts';

const boom = (): never => {
  throw new Error('boom');
};

let told: unknown[] = [];

beforeEach(() => {
  told = [];
  vi.spyOn(console, 'error').mockImplementation((error: unknown) => {
    told.push(error);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

let ran = 0;

const apiOf = (telemetry: Telemetry): Promise<Api> =>
  bind(
    documentOf({
      '/now': { get: operation('now') },
      '/later': { get: operation('later') },
      '/items': {
        get: operation('items', {
          responses: { 200: { description: 'ok', content: { 'application/jsonl': {} } } },
        }),
      },
    }),
    {
      now: () => {
        ran += 1;
        return { is: 'now' };
      },
      later: async () => {
        ran += 1;
        return { is: 'later' };
      },
      items: () => {
        ran += 1;
        return (async function* () {
          yield 1;
          yield 2;
        })();
      },
    },
    { telemetry },
  );

const WHOLE = { within: (work: () => void) => work(), failed: () => undefined, ended: () => undefined };
const CALL = { ...WHOLE, run: () => WHOLE, carried: () => ({}) };

const twice = (work: () => void): void => {
  work();
  work();
};

describe('telemetry that breaks changes no answer, and no process runs twice or not at all', () => {
  const cases: readonly (readonly [string, Telemetry, breaks: boolean])[] = [
    ['that is whole', { call: () => CALL, run: () => WHOLE }, false],
    ['of a call', { call: boom, run: boom }, true],
    ['within a call', { call: () => ({ ...CALL, within: boom }), run: boom }, true],
    ['that leaves the work to us', { call: () => ({ ...CALL, within: () => undefined }), run: boom }, false],
    ['that does the work twice', { call: () => ({ ...CALL, within: twice }), run: boom }, false],
    [
      'that breaks after the work',
      {
        call: () => ({
          ...CALL,
          within: (work) => {
            work();
            boom();
          },
        }),
        run: boom,
      },
      true,
    ],
    ['of a run', { call: () => ({ ...CALL, run: boom }), run: boom }, true],
    ['within a run', { call: () => ({ ...CALL, run: () => ({ ...WHOLE, within: boom }) }), run: boom }, true],
    [
      'at the end of a run',
      { call: () => ({ ...CALL, run: () => ({ ...WHOLE, ended: boom }) }), run: boom },
      true,
    ],
    ['at the end of a call', { call: () => ({ ...CALL, ended: boom }), run: boom }, true],
    ['that gives nothing', { call: () => null, run: () => null } as unknown as Telemetry, true],
  ];

  test.each(cases)('%s', async (_, telemetry, breaks) => {
    const api = await apiOf(telemetry);
    for (const [url, text] of [
      ['/now', '{"is":"now"}'],
      ['/later', '{"is":"later"}'],
      ['/items', '1\n2\n'],
    ]) {
      ran = 0;
      const answer = await inject(api, { url: url ?? '' });
      expect([answer.status, answer.text, ran]).toEqual([200, text, 1]);
    }
    expect(told.length > 0).toBe(breaks);
  });
});

test.each([
  ['tracer', openTelemetry({ tracer: { startSpan: boom, startActiveSpan: boom } as unknown as Tracer })],
  [
    'meter',
    openTelemetry({ meter: { createHistogram: boom, createUpDownCounter: boom } as unknown as Meter }),
  ],
  ['attributes', openTelemetry({ attributes: boom })],
])('a broken %s changes no answer', async (_, telemetry) => {
  expect((await inject(await apiOf(telemetry), { url: '/later' })).json()).toEqual({ is: 'later' });
  expect(told).not.toEqual([]);
});

test.each<[string, () => unknown, tells: boolean]>([
  ['throws', boom, true],
  ['gives nothing', () => undefined, false],
])('a call ends in its span and its count where `attributes` %s', async (_, attributes, tells) => {
  const sdk = startSdk();
  try {
    const api = await apiOf(openTelemetry({ attributes } as OpenTelemetryOptions));
    await inject(api, { url: '/now' });
    expect(sdk.spans().map(({ name }) => name)).toEqual(['run now', 'GET /now']);
    const counts = await sdk.points('http.server.active_requests');
    expect(counts.map(({ value }) => value)).toEqual([0]);
  } finally {
    await sdk.stop();
  }
  expect(told.length > 0).toBe(tells);
});

test('a broken propagator changes no answer', async () => {
  propagation.setGlobalPropagator({ inject: boom, extract: boom, fields: () => [] });
  try {
    expect((await inject(await apiOf(openTelemetry()), { url: '/later' })).json()).toEqual({ is: 'later' });
  } finally {
    propagation.disable();
  }
  expect(told).not.toEqual([]);
});

test('without a provider nothing is recorded, nothing breaks, and the context stays as it was', async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  try {
    const seen: unknown[] = [];
    const api = await bind(
      documentOf({ '/now': { get: operation('now') } }),
      { now: () => seen.push(trace.getActiveSpan()?.isRecording()) },
      { telemetry: openTelemetry() },
    );
    expect((await inject(api, { url: '/now' })).json()).toBe(1);
    expect(seen).toEqual([false]);
  } finally {
    context.disable();
  }
  expect(told).toEqual([]);
});
