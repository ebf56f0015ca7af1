import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import {
  type BindOptions,
  bind,
  fail,
  Problem,
  type Process,
  type RunRecord,
  reply,
} from '../../src/index.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** Runs a process once and tells everything that became of it. */
async function runOnce(process: Process, options: BindOptions = {}) {
  const errors: unknown[] = [];
  let record: RunRecord | undefined;
  const api = await bind(
    documentOf({ '/a': { get: operation('a') } }),
    { a: process },
    {
      onError: (error) => errors.push(error),
      onRun: (run) => {
        record = run;
      },
      ...options,
    },
  );
  const answer = await inject(api, { url: '/a' });
  for (let turn = 0; record === undefined && turn < 50; turn += 1) await soon();
  return { answer, errors, run: record };
}

const later =
  (process: Process): Process =>
  async (trigger) => {
    await soon();
    return process(trigger);
  };

const thrower =
  (error: unknown): (() => never) =>
  () => {
    throw error;
  };

const cause = new Error('database is down');

const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** Something with this `then`, which is no promise of ours. */
const thenable =
  (then: (resolve: (value: unknown) => void) => void): Process =>
  () => ({ then });

/** Each of these is run at once, and again as a process that waits first. */
const ENDINGS: readonly [
  what: string,
  process: Process,
  status: number,
  code: string | undefined,
  outcome: string,
  errors: number,
][] = [
  ['a value returned', () => ({ a: 1 }), 200, undefined, 'succeeded', 0],
  ['a failure status returned', () => reply(404, {}), 404, undefined, 'succeeded', 0],
  ['a problem returned', () => new Problem('gone', { status: 410 }), 410, 'gone', 'succeeded', 0],
  ['a reply thrown', thrower(reply(404, {})), 404, undefined, 'failed', 0],
  ['a problem thrown', thrower(new Problem('sold-out', { status: 409 })), 409, 'sold-out', 'failed', 0],
  ['fail()', thrower(fail('no more of it')), 500, 'process-failed', 'failed', 0],
  ['fail() with a status', thrower(fail('no', { status: 422, code: 'no' })), 422, 'no', 'failed', 0],
  ['fail() with a cause', thrower(fail('no', { cause })), 500, 'process-failed', 'failed', 1],
  ['an error thrown', thrower(cause), 500, 'process-failed', 'failed', 1],
  ['undefined thrown', thrower(undefined), 500, 'process-failed', 'failed', 1],
  ['what cannot be sent', () => ({ a: Number.NaN }), 500, 'response-invalid', 'succeeded', 1],
  ['what cannot be looked at thrown', () => thrower(revoked())(), 500, 'process-failed', 'failed', 1],
  ['a then that throws', thenable(thrower(cause)), 500, 'process-failed', 'failed', 1],
  [
    'a then that gives a promise that rejects',
    thenable((resolve) => resolve(Promise.reject(cause))),
    500,
    'process-failed',
    'failed',
    1,
  ],
  [
    'a response that is yet to come',
    ({ respond }) => respond(Promise.resolve(1)),
    500,
    'process-failed',
    'failed',
    1,
  ],
  [
    'a response that never comes',
    ({ respond }) => respond(Promise.reject(cause)),
    500,
    'process-failed',
    'failed',
    1,
  ],
];

describe.each([
  ['at once', (process: Process): Process => process],
  ['later', later],
] as const)('%s:', (_, when) => {
  test.each(ENDINGS)('%s', async (_what, process, status, code, outcome, count) => {
    const { answer, errors, run } = await runOnce(when(process));
    expect(answer.status).toBe(status);
    expect((answer.json() as { code?: string }).code).toBe(code);
    expect(run).toMatchObject({ operation: 'a', caller: null, outcome, status });
    expect(errors).toHaveLength(count);
  });
});

describe('the intermediate return', () => {
  test.each<[what: string, process: Process]>([
    ['at once', ({ respond }) => respond({ first: true })],
    [
      'and a later value',
      ({ respond }) => {
        respond({ first: true });
        return { second: true };
      },
    ],
    [
      'later',
      async ({ respond }) => {
        await soon();
        respond({ first: true });
        await soon();
        return { second: true };
      },
    ],
    [
      'then work',
      async ({ respond }) => {
        respond({ first: true });
        await soon();
      },
    ],
  ])('%s', async (_, process) => {
    const { answer, errors, run } = await runOnce(process);
    expect(answer.json()).toEqual({ first: true });
    expect(run).toMatchObject({ outcome: 'succeeded', status: 200 });
    expect(errors).toEqual([]);
  });

  test('comes before the process has ended', async () => {
    let ended = false;
    const { answer } = await runOnce(
      async ({ respond }) => {
        respond({ first: true });
        await soon();
        ended = true;
      },
      { onRun: () => undefined, timeout: 0 },
    ).then(async (result) => result);
    expect(answer.json()).toEqual({ first: true });
    expect(ended).toBe(true);
  });

  test('is given once; a second one is an error of the process, which its caller does not see', async () => {
    const { answer, errors, run } = await runOnce(({ respond }) => {
      respond({ first: true });
      respond({ second: true });
    });
    expect(answer.json()).toEqual({ first: true });
    expect(run).toMatchObject({ outcome: 'failed', status: 200 });
    expect(errors).toHaveLength(1);
  });
});

describe('a process over its time', () => {
  test('is aborted, and its caller gets 504 once', async () => {
    const seen: { aborted?: boolean } = {};
    const { answer, run } = await runOnce(
      ({ run: { signal } }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            seen.aborted = true;
            resolve('too late');
          });
        }),
      { timeout: 10 },
    );
    expect([answer.status, (answer.json() as { code: string }).code]).toEqual([504, 'process-timeout']);
    expect(seen).toEqual({ aborted: true });
    expect(run).toMatchObject({ outcome: 'timed-out', status: 504 });
  });

  test('keeps an answer that was given before', async () => {
    const { answer, run } = await runOnce(
      ({ respond }) => {
        respond({ first: true });
        return new Promise(() => undefined);
      },
      { timeout: 10 },
    );
    expect(answer.status).toBe(200);
    expect(run).toMatchObject({ outcome: 'timed-out', status: 200 });
  });
});

describe('a stream that comes too late to be sent is closed', () => {
  const late = (closed: () => void): ReadableStream<Uint8Array> => new ReadableStream({ cancel: closed });

  test.each<[what: string, process: (closed: () => void) => Process, options: BindOptions]>([
    [
      'after the time',
      (closed) => async () => {
        await soon();
        await soon();
        return late(closed);
      },
      { timeout: 5 },
    ],
    [
      'after an intermediate return',
      (closed) =>
        ({ respond }) => {
          respond({});
          return late(closed);
        },
      {},
    ],
    [
      'within a reply',
      (closed) =>
        ({ respond }) => {
          respond({});
          return reply(200, late(closed));
        },
      {},
    ],
    [
      'of Node',
      (closed) =>
        ({ respond }) => {
          respond({});
          return new Readable({ read() {}, destroy: closed });
        },
      {},
    ],
  ])('%s', async (_, process, options) => {
    let closed = 0;
    await runOnce(
      process(() => {
        closed += 1;
      }),
      options,
    );
    for (let turn = 0; closed === 0 && turn < 20; turn += 1) await soon();
    expect(closed).toBe(1);
  });
});

test('a run has an id that sorts by time, log lines and outputs', async () => {
  const runs = [];
  for (const _ of [1, 2]) {
    const { run } = await runOnce(({ run: { log, outputs } }) => {
      log('began');
      outputs['rows'] = 3;
    });
    runs.push(run);
    await soon();
  }
  expect(runs[0]).toMatchObject({ log: ['began'], outputs: { rows: 3 } });
  expect(runs.map((run) => run?.id).sort()).toEqual(runs.map((run) => run?.id));
});

test.each<[when: string, breaks: () => void]>([
  ['at once', thrower(new Error('observer'))],
  ['later', () => Promise.reject(new Error('observer'))],
])('observers that break %s do not break the answer', async (_, breaks) => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const api = await bind(
      documentOf({ '/a': { get: operation('a') } }),
      { a: thrower(cause) },
      { onError: breaks, onRun: breaks },
    );
    expect((await inject(api, { url: '/a' })).status).toBe(500);
    await soon();
    expect(written).toHaveBeenCalledTimes(2);
  } finally {
    written.mockRestore();
  }
});

test('a then that throws ends the run once, also when its time is over', async () => {
  const runs: RunRecord[] = [];
  await runOnce(thenable(thrower(cause)), { timeout: 10, onRun: (run) => runs.push(run) });
  await soon();
  expect(runs.map(({ outcome }) => outcome)).toEqual(['failed']);
});
