import { Writable } from 'node:stream';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Api, type BindOptions, bind, type Logger, SetupError } from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly operation?: string;
  readonly run?: string;
  readonly tenant?: string;
  readonly err?: { readonly type: string; readonly message: string; readonly stack: string };
}

/** What is written to a logger of JSON lines. */
function createSink(): { readonly stream: Writable; readonly lines: Line[] } {
  const lines: Line[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(
        ...String(chunk)
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      );
      done();
    },
  });
  return { stream, lines };
}

const apiOf = (options: BindOptions): Promise<Api> =>
  bind(
    documentOf({ '/now': { get: operation('now') }, '/throws': { get: operation('throws') } }),
    {
      now: () => 1,
      throws: async () => {
        throw new TypeError('the table is on fire');
      },
    },
    {
      policies: [{ name: 'all', endpoints: [{ path: '/' }], logging: { fields: ['operation', 'status'] } }],
      ...options,
    },
  );

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a logger of JSON lines is told of calls, and of errors with their run', () => {
  const fastify = (stream: Writable): FastifyBaseLogger => Fastify({ logger: { stream } }).log;
  test.each<[name: string, create: (stream: Writable) => Logger, tenant: string | undefined]>([
    ['pino', (stream) => pino(stream), undefined],
    ['a child of pino', (stream) => pino(stream).child({ tenant: 'acme' }), 'acme'],
    ["Fastify's", fastify, undefined],
    ["a child of Fastify's", (stream) => fastify(stream).child({ tenant: 'acme' }), 'acme'],
  ])('%s', async (_, create, tenant) => {
    const { stream, lines } = createSink();
    const api = await apiOf({ logger: create(stream) });
    await inject(api, { url: '/now' });
    const { run } = (await inject(api, { url: '/throws' })).json<{ run: string }>();
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [30, 'call'],
      [50, 'An unexpected error.'],
      [30, 'call'],
    ]);
    expect(lines[1]).toMatchObject({
      operation: 'throws',
      run,
      err: { type: 'TypeError', message: 'the table is on fire' },
    });
    expect(lines[1]?.err?.stack).toContain('logger.test');
    expect(lines.map((line) => line.tenant)).toEqual([tenant, tenant, tenant]);
  });
});

test('the console is a logger', async () => {
  const info = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  await inject(await apiOf({ logger: console }), { url: '/throws' });
  expect(info.mock.calls).toEqual([[{ operation: 'throws', status: 500, policy: 'all' }, 'call']]);
  expect(error.mock.calls).toEqual([
    [{ err: expect.any(TypeError), operation: 'throws', run: expect.any(String) }, 'An unexpected error.'],
  ]);
});

describe('errors go to one place', () => {
  test.each<[what: string, options: (told: string[]) => BindOptions, expected: string]>([
    ['nothing said', () => ({}), 'console'],
    [
      'a logger',
      (told) => ({ logger: { info: () => undefined, error: () => told.push('logger') } }),
      'logger',
    ],
    ['a logger without errors', () => ({ logger: { info: () => undefined } }), 'console'],
    [
      'a logger and onError',
      (told) => ({
        logger: { info: () => undefined, error: () => told.push('logger') },
        onError: () => told.push('onError'),
      }),
      'onError',
    ],
  ])('%s', async (_, optionsOf, expected) => {
    const told: string[] = [];
    vi.spyOn(console, 'info').mockImplementation(() => undefined);
    vi.spyOn(console, 'error').mockImplementation(() => told.push('console'));
    await inject(await apiOf(optionsOf(told)), { url: '/throws' });
    expect(told).toEqual([expected]);
  });
});

test('a logger that breaks changes no answer', async () => {
  const boom = (): never => {
    throw new Error('the disk is full');
  };
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(
    (await inject(await apiOf({ logger: { info: boom, error: boom } }), { url: '/throws' })).status,
  ).toBe(500);
  expect(error).toHaveBeenCalledTimes(2);
});

test.each([
  [{ logger: {} }],
  [{ logger: { info: () => undefined, error: 'file' } }],
  [{ logger: () => undefined }],
  [{ telemetry: {} }],
  [{ telemetry: true }],
  [{ serverTiming: 'yes' }],
])('%j is told of when it is bound', async (options) => {
  const [name] = Object.keys(options);
  await expect(apiOf(options as BindOptions)).rejects.toThrow(SetupError);
  await expect(apiOf(options as BindOptions)).rejects.toThrow(`option ${name} has a value`);
});
