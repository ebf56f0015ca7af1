import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { bind, type Process, reply } from '../../src/index.ts';
import { type Injected, inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';
import { here, readJson } from './corpus.ts';

interface Row {
  readonly area: string;
  readonly id: string;
}

const SERIALIZED = { 'application/json': {}, 'application/xml': {} };

/** What comes of asking an operation with this process. */
async function ask(process: Process, injection = {}) {
  const errors: unknown[] = [];
  const responses = { 200: { description: 'ok', content: SERIALIZED } };
  const api = await bind(
    documentOf({ '/a': { get: operation('a', { responses }) } }),
    { a: process },
    { timeout: 50, onError: (error) => errors.push(error) },
  );
  const answer = await inject(api, { url: '/a', ...injection });
  return { answer, errors };
}

const expectProblem = ({ status, headers, json }: Injected, expected: number): void => {
  expect([status, headers['content-type']]).toEqual([expected, 'application/problem+json']);
  expect(json()).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status: expected,
    code: expect.any(String),
  });
};

const refuses =
  (...values: readonly unknown[]) =>
  async (): Promise<void> => {
    for (const value of values) {
      const { answer, errors } = await ask(() => value);
      expectProblem(answer, 500);
      expect(errors).toHaveLength(1);
    }
  };

const given = (headers: object): object => ({ HttpStatusCode: 200, Content: 'a', HttpHeaders: headers });
const withStatus = (HttpStatusCode: unknown): object => ({ HttpStatusCode, Content: 'a' });

/** How each row is shown. */
const ROWS: Readonly<Record<string, () => Promise<void>>> = {
  'crlf-header-name': refuses(given({ 'a b': 'c' }), given({ 'a\r\nb': 'c' }), given({ a: 'b\r\nc: d' })),

  'header-undefined': async () => {
    const headers = { 'x-a': undefined, 'x-b': null, 'x-c': 'c' };
    for (const value of [reply(200, 'a', { headers }), given(headers)]) {
      const { answer } = await ask(() => value);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-'))).toEqual(['x-c']);
    }
  },

  'status-invalid': refuses(withStatus(99), withStatus(1000), withStatus('200 OK'), withStatus(Number.NaN)),

  head: async () => {
    const get = await ask(() => ({ a: 'é' }));
    const head = await ask(() => ({ a: 'é' }), { method: 'HEAD' });
    expect(head.answer.headers).toEqual(get.answer.headers);
    expect([head.answer.text, head.answer.headers['content-length']]).toEqual(['', '10']);
  },

  bigint: async () => {
    expect((await ask(() => ({ id: 9007199254740993n }))).answer.text).toBe('{"id":9007199254740993}');
  },

  huge: async () => {
    const MIB = 1024 * 1024;
    const whole = await ask(() => 'a'.repeat(100 * MIB));
    expect(whole.answer.bytes.length).toBe(100 * MIB);
    const pieces = await ask(async function* () {
      for (let sent = 0; sent < 100; sent += 1) yield Buffer.alloc(MIB);
    });
    expect(pieces.answer.bytes.length).toBe(100 * MIB);
  },

  'throw-after-send': async () => {
    const { answer, errors } = await ask(async ({ respond }) => {
      respond(reply(202, { begun: true }));
      throw new Error('later');
    });
    expect([answer.status, errors]).toEqual([202, [new Error('later')]]);
  },

  'never-returns': async () => {
    let signal: AbortSignal | undefined;
    const { answer } = await ask(({ run }) => {
      signal = run.signal;
      return new Promise(() => undefined);
    });
    expectProblem(answer, 504);
    expect(signal?.aborted).toBe(true);
  },

  'unhandled-rejection': async () => {
    const seen: unknown[] = [];
    const see = (error: unknown): unknown => seen.push(error);
    process.on('unhandledRejection', see);
    for (const act of [
      () => Promise.reject(new Error('at once')),
      async ({ respond }: { respond: (answer: unknown) => void }) => {
        respond({});
        throw new Error('after it');
      },
      async () => {
        await wait(80);
        throw new Error('too late');
      },
    ])
      await ask(act);
    await wait(60);
    process.off('unhandledRejection', see);
    expect(seen).toEqual([]);
  },

  'json-html': async () => {
    const { answer } = await ask(() => ({ a: '<script>' }), { headers: { accept: 'text/html' } });
    expect([answer.headers['content-type'], answer.text]).toEqual(['application/json', '{"a":"<script>"}']);
  },

  'problem-shape': async () => {
    const nothing = (): undefined => undefined;
    expectProblem((await ask(nothing, { url: '/none' })).answer, 404);
    expectProblem((await ask(nothing, { url: '/%' })).answer, 400);
    expectProblem((await ask(nothing, { method: 'DELETE' })).answer, 405);
    await refuses(Number.NaN)();
  },
};

/** Rows that are shown where there is something to show them with. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'xml-special': 'test/xml, where values are written as XML',
};

describe.skipIf(!here)('robustness of answers', () => {
  const rows = here
    ? (readJson('vectors/http-robustness.json') as { readonly cases: readonly Row[] }).cases.filter(
        ({ area }) => area === 'response',
      )
    : [];

  test('every row is shown here or elsewhere', () => {
    const shown = [...Object.keys(ROWS), ...Object.keys(ELSEWHERE)];
    expect(rows.map(({ id }) => id).sort()).toEqual(shown.sort());
  });

  test.each(rows.filter(({ id }) => ROWS[id] !== undefined).map(({ id }) => id))('%s', async (id) => {
    await ROWS[id]?.();
  });
});
