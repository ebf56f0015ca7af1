import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bind,
  eachRecord,
  fail,
  Problem,
  type Process,
  type RecordOptions,
  type RecordReport,
  type RunRecord,
  reply,
} from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const soon = (ms = 1): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function* streamOf<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await soon(0);
    yield item;
  }
}

const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const thrower = (error: unknown) => (): never => {
  throw error;
};

const thenable = (then: () => unknown): unknown => ({ then });

const cause = new Error('password authentication failed');

const GENERIC = 'The record could not be processed.';

describe('what a record throws', () => {
  const TOLD: readonly [what: string, thrown: unknown, result: object, cause?: unknown][] = [
    ['fail()', fail('none left'), { error: 'none left', code: 'process-failed' }],
    ['fail() with a code', fail('none', { code: 'sold' }), { error: 'none', code: 'sold' }],
    ['fail() with a cause', fail('no', { cause }), { error: 'no', code: 'process-failed' }, cause],
    ['a problem', new Problem('sold', { title: 'Sold' }), { error: 'Sold', code: 'sold' }],
    [
      'a problem with detail',
      new Problem('sold', { title: 'Sold', detail: 'All' }),
      { error: 'All', code: 'sold' },
    ],
    ['a reply of text', reply(409, 'taken'), { error: 'taken' }],
    ['a reply of members', reply(409, { message: 'taken', code: 'x' }), { error: 'taken', code: 'x' }],
    ['a reply of nothing', reply(409), { error: 'The record was answered with status 409.' }],
    ['a reply of a list', reply(409, [1]), { error: 'The record was answered with status 409.' }],
    [
      'a reply of a stream',
      reply(409, Readable.from(['a'])),
      { error: 'The record was answered with status 409.' },
    ],
    ['an error', cause, { error: GENERIC }, cause],
    ['a text', 'secret', { error: GENERIC }, 'secret'],
    ['undefined', undefined, { error: GENERIC }, undefined],
    ['null', null, { error: GENERIC }, null],
  ];

  test.each<[how: string, fn: (thrown: unknown) => () => unknown]>([
    ['thrown', thrower],
    ['rejected', (error) => () => Promise.reject(error)],
    ['rejected later', (error) => () => soon().then(thrower(error))],
  ])('%s', async (_, fn) => {
    const report = await eachRecord(TOLD, ([, thrown]) => fn(thrown)());
    expect(report.results).toEqual(
      TOLD.map(([, , result], index) => ({ index, status: 'failed', ...result })),
    );
    expect([...report.causes].sort(([a], [b]) => a - b)).toEqual(
      TOLD.flatMap((row, index) => (row.length === 4 ? [[index, row[3]]] : [])),
    );
    expect(JSON.stringify(report)).not.toMatch(/secret|password/);
  });

  test.each<[what: string, fn: () => unknown]>([
    ['thrown', () => thrower(revoked())()],
    ['rejected', () => Promise.reject(revoked())],
    ['returned', revoked],
    ['as a then', () => thenable(thrower(cause))],
    [
      'behind a getter',
      () =>
        thrower(
          reply(400, {
            get message() {
              return thrower(cause)();
            },
          }),
        )(),
    ],
  ])('what cannot be looked at, %s', async (_, fn) => {
    const report = await eachRecord([1], fn);
    expect(report.results).toEqual([{ index: 0, status: 'failed', error: GENERIC }]);
    expect(report.causes.size).toBe(1);
  });

  test.each<[what: string, value: unknown, status: string]>([
    ['a problem', fail('no'), 'failed'],
    ['a reply of failure', reply(404), 'failed'],
    ['another reply', reply(201, {}), 'succeeded'],
    ['null', null, 'succeeded'],
  ])('may be returned: %s', async (_, value, status) => {
    expect((await eachRecord([1], () => value)).results).toMatchObject([{ status }]);
    expect((await eachRecord([1], async () => value)).results).toMatchObject([{ status }]);
  });

  test('of many, the first hundred are kept', async () => {
    const report = await eachRecord(Array.from({ length: 1000 }), thrower(cause));
    expect([report.failed, report.causes.size]).toEqual([1000, 100]);
  });
});

describe('the report', () => {
  const half = (n: number): number | undefined => {
    if (n < 0) throw fail('too small', { code: 'small' });
    return n === 0 ? undefined : n / 2;
  };

  const sources: readonly [
    what: string,
    of: (items: readonly number[]) => Iterable<number> | AsyncIterable<number>,
  ][] = [
    ['a list', (items) => items],
    ['a set', (items) => new Set(items)],
    ['a generator', (items) => items.values()],
    ['an async generator', streamOf],
    ['a stream of Node', (items) => Readable.from(items)],
    ['a stream of the web', (items) => ReadableStream.from(items) as AsyncIterable<number>],
  ];

  test.each(sources)('of %s', async (_, of) => {
    for (const fn of [half, async (n: number) => half(n)]) {
      const report = await eachRecord(of([4, -1, 0]), fn);
      const seen = {
        total: 3,
        succeeded: 2,
        failed: 1,
        results: [
          { index: 0, status: 'succeeded', value: 2 },
          { index: 1, status: 'failed', error: 'too small', code: 'small' },
          { index: 2, status: 'succeeded' },
        ],
      };
      expect(report).toEqual(seen);
      expect(JSON.parse(JSON.stringify(report))).toEqual(seen);
      expect(Object.keys(report)).toEqual(Object.keys(seen));
      expect(report.content).toStrictEqual(seen);
      expect({ ...report }).toStrictEqual(seen);
    }
  });

  test.each(sources)('of %s that is empty', async (_, of) => {
    const report = await eachRecord(of([]), half);
    expect([report.status, report]).toEqual([200, { total: 0, succeeded: 0, failed: 0, results: [] }]);
  });

  test('lists only what failed, if asked', async () => {
    const { total, succeeded, failed, results } = await eachRecord([1, -1, 2], half, { results: 'failed' });
    expect([total, succeeded, failed, results.map(({ index }) => index)]).toEqual([3, 2, 1, [1]]);
  });

  test('keeps the order, and to as many at a time as it may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 30 }),
        fc.integer({ min: 1, max: 10 }),
        fc.boolean(),
        async (records, concurrency, isStream) => {
          let inWork = 0;
          let most = 0;
          const report = await eachRecord(
            isStream ? streamOf(records) : records,
            async ([delay, isGood], index) => {
              inWork += 1;
              most = Math.max(most, inWork);
              await soon(delay);
              inWork -= 1;
              if (!isGood) throw fail('bad');
              return index;
            },
            { concurrency },
          );
          expect(report.results).toEqual(
            records.map(([, isGood], index) =>
              isGood
                ? { index, status: 'succeeded', value: index }
                : { index, status: 'failed', error: 'bad', code: 'process-failed' },
            ),
          );
          expect(inWork).toBe(0);
          expect(most).toBeLessThanOrEqual(concurrency);
        },
      ),
      { numRuns: 30 },
    );
  });
});

test.each([
  [1, { concurrency: 1 }],
  [3, { concurrency: 3 }],
  [8, {}],
  [50, { concurrency: 50 }],
])('%i are in work with %j, and nothing is asked for beyond', async (room, options) => {
  let [pulled, begun] = [0, 0];
  const open: (() => void)[] = [];
  function* items(): Generator<number> {
    while (pulled < room + 30) {
      pulled += 1;
      yield pulled;
    }
  }
  const done = eachRecord(
    items(),
    () => {
      begun += 1;
      return new Promise<void>((resolve) => open.push(resolve));
    },
    options,
  );
  await soon(5);
  expect([begun, pulled]).toEqual([room, room]);
  open.shift()?.();
  await soon(5);
  expect([begun, pulled]).toEqual([room + 1, room + 1]);
  while (open.length > 0) {
    open.shift()?.();
    await soon(0);
  }
  expect((await done).total).toBe(room + 30);
});

describe('wrong options', () => {
  test.each<[options: object, message: RegExp]>([
    [{ concurrency: 0 }, /concurrency .* whole number from 1/],
    [{ concurrency: 1.5 }, /whole number/],
    [{ concurrency: '8' }, /whole number/],
    [{ concurrency: Number.POSITIVE_INFINITY }, /whole number/],
    [{ results: 'none' }, /"all" or "failed"/],
    [{ signal: {} }, /AbortSignal/],
    [{ concurency: 4 }, /no option concurency\. Did you mean concurrency\?/],
    [{ toString: 4 }, /no option toString/],
  ])('%j', async (options, message) => {
    const done = eachRecord([1], () => 1, options);
    await expect(done).rejects.toThrow(TypeError);
    await expect(done).rejects.toThrow(message);
  });

  test.each([[undefined], [null], [5], [{}], [{ length: 0 }]])('items that are %j', async (items) => {
    await expect(eachRecord(items as never, () => 1)).rejects.toThrow(/iterable/);
  });

  test('no function', async () => {
    await expect(eachRecord([1], undefined as never)).rejects.toThrow(TypeError);
  });

  test('those that are undefined are none', async () => {
    const options = {
      concurrency: undefined,
      signal: undefined,
      results: undefined,
    } as unknown as RecordOptions;
    expect((await eachRecord([1], () => 1, options)).total).toBe(1);
  });
});

describe('a source that breaks', () => {
  const broken = new Problem('body-invalid', { status: 400, detail: 'Item 2 does not fit.' });

  function* breaking(): Generator<number> {
    yield 1;
    yield 2;
    throw broken;
  }

  test.each<[what: string, items: () => Iterable<number> | AsyncIterable<number>]>([
    ['at once', breaking],
    ['later', () => streamOf(breaking())],
    ['as a stream', () => Readable.from(breaking())],
    ['as a stream of the web', () => ReadableStream.from(breaking()) as AsyncIterable<number>],
  ])('ends the rest when the records in work are done: %s', async (_, items) => {
    const done: number[] = [];
    const work = eachRecord(items(), async (n) => {
      await soon(5);
      done.push(n);
      if (n === 2) throw new Error('late');
    });
    await expect(work).rejects.toBe(broken);
    expect(done).toEqual([1, 2]);
  });

  test.each<[what: string, items: object]>([
    ['no iterator', { [Symbol.iterator]: () => undefined }],
    ['an iterator that cannot be had', { [Symbol.iterator]: thrower(broken) }],
    ['no step', { [Symbol.iterator]: () => ({ next: () => undefined }) }],
    ['a next that throws', { [Symbol.asyncIterator]: () => ({ next: thrower(broken) }) }],
  ])('%s', async (_, items) => {
    await expect(eachRecord(items as Iterable<number>, () => 1)).rejects.toThrow();
  });
});

describe('a signal', () => {
  const reason = new Error('enough');

  /** Items without end, and whether they were let go of. */
  function endless() {
    const told = { pulled: 0, left: false };
    function* items(): Generator<number> {
      try {
        for (;;) {
          told.pulled += 1;
          yield told.pulled;
        }
      } finally {
        told.left = true;
      }
    }
    return { told, items };
  }

  test.each<[when: string, concurrency: number, fn: (abort: () => void) => (n: number) => unknown]>([
    ['at once', 1, (abort) => (n) => n === 3 && abort()],
    ['before the record is done', 1, (abort) => (n) => soon().then(() => n === 3 && abort())],
    [
      'while there is no room',
      2,
      (abort) => (n) => (n === 3 ? abort() : n === 1 ? new Promise(() => undefined) : n),
    ],
  ])('aborted %s', async (_, concurrency, fn) => {
    const controller = new AbortController();
    const { told, items } = endless();
    const work = eachRecord(
      items(),
      fn(() => controller.abort(reason)),
      {
        concurrency,
        signal: controller.signal,
      },
    );
    await expect(work).rejects.toBe(reason);
    expect(told).toEqual({ pulled: 3, left: true });
  });

  test('aborted before it begins: no record is begun, and a stream is closed', async () => {
    const stream = Readable.from([1]);
    const work = eachRecord(stream, thrower(cause), { signal: AbortSignal.abort(reason) });
    await expect(work).rejects.toBe(reason);
    expect(stream.destroyed).toBe(true);
  });

  test.each<[what: string, left: () => unknown]>([
    ['that never ends', () => new Promise(() => undefined)],
    ['that fails', () => Promise.reject(cause)],
    ['that throws', thrower(cause)],
  ])('aborted while the next item is waited for, with a return %s', async (_, left) => {
    const controller = new AbortController();
    let returned = 0;
    const items = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<number>>(() => undefined),
        return: () => {
          returned += 1;
          return left() as Promise<IteratorResult<number>>;
        },
      }),
    };
    const work = eachRecord(items, () => 1, { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 2);
    await expect(work).rejects.toBe(reason);
    expect(returned).toBe(1);
  });

  test('aborted when all items are there: the rest of the work is not waited for', async () => {
    const controller = new AbortController();
    const work = eachRecord([1], () => new Promise(() => undefined), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 2);
    await expect(work).rejects.toBe(reason);
  });

  test('what fails after that is nobody’s concern', async () => {
    const controller = new AbortController();
    const work = eachRecord([1], () => soon(5).then(thrower(cause)), { signal: controller.signal });
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
    await soon(10);
  });

  test('has no listener left when it is over', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = AbortSignal.prototype;
    Object.assign(signal, {
      addEventListener(this: AbortSignal, ...args: Parameters<typeof addEventListener>) {
        listeners += 1;
        addEventListener.apply(this, args);
      },
      removeEventListener(this: AbortSignal, ...args: Parameters<typeof removeEventListener>) {
        listeners -= 1;
        removeEventListener.apply(this, args);
      },
    });
    await eachRecord(streamOf([1, 2, 3]), () => soon(), { signal });
    await eachRecord([1], () => 1, { signal });
    expect(listeners).toBe(0);
  });
});

describe('as an answer', () => {
  /** Runs a process once, and tells what became of it. */
  async function runOnce(process: Process) {
    const errors: unknown[] = [];
    let ended: (run: RunRecord) => void = () => undefined;
    const run = new Promise<RunRecord>((resolve) => {
      ended = resolve;
    });
    const api = await bind(
      documentOf({ '/a': { get: operation('a') } }),
      { a: process },
      { onError: (error) => errors.push(error), onRun: ended },
    );
    const answer = await inject(api, { url: '/a' });
    return { status: answer.status, json: answer.json(), outcome: (await run).outcome, errors };
  }

  const odd = (n: number): number => {
    if (n % 2 === 0) throw fail('even');
    return n;
  };

  test.each([
    [[], 200],
    [[1, 3], 200],
    [[1, 2, 3], 207],
    [[2, 4], 422],
  ])('%j: %i', async (items, status) => {
    const report = await eachRecord(items, odd);
    for (const process of [() => eachRecord(items, odd), () => report, () => report]) {
      const ran = await runOnce(process);
      expect(ran).toEqual({ status, json: { ...report }, outcome: 'succeeded', errors: [] });
    }
  });

  const unforeseen = (): Promise<RecordReport<never>> => eachRecord([1, 2], thrower(cause));

  test.each<[what: string, process: Process, status: number, outcome?: string]>([
    ['returned', unforeseen, 422],
    ['returned with another status', async () => reply(202, await unforeseen()), 202],
    ['thrown', async () => thrower(await unforeseen())(), 422, 'failed'],
    ['given in between', async ({ respond }) => respond(await unforeseen()), 422],
    [
      'given in between, and returned',
      async ({ respond }) => {
        const report = await unforeseen();
        respond(report);
        return report;
      },
      422,
    ],
    [
      'returned to nobody',
      async ({ respond }) => {
        respond(reply(202, {}));
        return unforeseen();
      },
      202,
    ],
  ])(
    'what nobody foresaw is told to the operator once: %s',
    async (_, process, status, outcome = 'succeeded') => {
      expect(await runOnce(process)).toMatchObject({ status, outcome, errors: [cause, cause] });
    },
  );

  test.each<[status: number, process: Process]>([
    [202, async () => reply(202, await eachRecord([1, 2], odd))],
    [200, async () => ({ ...(await eachRecord([1, 2], odd)) })],
    [201, async () => ({ HttpStatusCode: 201, Content: await eachRecord([1, 2], odd) })],
  ])('with another status, %i', async (status, process) => {
    const json = { ...(await eachRecord([1, 2], odd)) };
    expect(await runOnce(process)).toEqual({ status, json, outcome: 'succeeded', errors: [] });
  });

  test('fail outside of records fails the run', async () => {
    const ran = await runOnce(async () => {
      const { failed } = await eachRecord([1, 2], odd);
      throw fail(`${failed} failed`, { status: 409 });
    });
    expect(ran).toMatchObject({ status: 409, json: { detail: '1 failed' }, outcome: 'failed', errors: [] });
  });

  test('an item of a body that does not fit is a 400, and what was begun is done', async () => {
    const names: string[] = [];
    const itemSchema = { type: 'object', required: ['name'] };
    const api = await bind(
      documentOf(
        {
          '/a': {
            post: operation('a', { requestBody: { content: { 'application/jsonl': { itemSchema } } } }),
          },
        },
        { openapi: '3.2.0' },
      ),
      {
        a: ({ body }) =>
          eachRecord(body as AsyncIterable<{ name: string }>, async ({ name }) => {
            await soon();
            names.push(name);
          }),
      },
    );
    const headers = { 'content-type': 'application/jsonl' };
    const body = '{"name":"a"}\n{"name":"b"}\n{"nam":"c"}\n{"name":"d"}\n';
    const answer = await inject(api, { method: 'POST', url: '/a', headers, body });
    expect(answer.status).toBe(400);
    expect(names).toEqual(['a', 'b']);
  });
});
