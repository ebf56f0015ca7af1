import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type Api, bind, type RequestMessage, reply, type StepMessage } from '../../src/index.ts';
import { type Injection, inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { runModule } from '../run-module.ts';

const REQUESTS = tracingChannel<unknown, RequestMessage>('opbind:request');
const STEPS = tracingChannel<unknown, StepMessage>('opbind:step');

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;

const undo: (() => void)[] = [];
afterEach(() => {
  for (const one of undo.splice(0)) one();
});

type Subscribers = Record<(typeof EVENTS)[number], (message: unknown) => void>;

/** Notes what is told: of calls by their events, of steps by their names and events. */
function listen(): {
  readonly told: string[];
  readonly calls: RequestMessage[];
  readonly steps: StepMessage[];
} {
  const told: string[] = [];
  const calls: RequestMessage[] = [];
  const steps: StepMessage[] = [];
  const toSubscribers = (note: (message: unknown, event: string) => void): Subscribers =>
    Object.fromEntries(
      EVENTS.map((event) => [event, (message: unknown) => note(message, event)]),
    ) as Subscribers;
  const ofCalls = toSubscribers((message, event) => {
    told.push(event);
    if (event === 'start') calls.push(message as RequestMessage);
  });
  const ofSteps = toSubscribers((message, event) => {
    const one = message as StepMessage;
    told.push(`${one.step} ${event}`);
    if (event === 'start') steps.push(one);
  });
  REQUESTS.subscribe(ofCalls);
  STEPS.subscribe(ofSteps);
  undo.push(
    () => REQUESTS.unsubscribe(ofCalls),
    () => STEPS.unsubscribe(ofSteps),
  );
  return { told, calls, steps };
}

const securitySchemes = {
  key: { type: 'apiKey', in: 'header', name: 'x-key' },
  later: { type: 'apiKey', in: 'header', name: 'x-key' },
};

const api: Api = await bind(
  documentOf(
    {
      '/now': { get: operation('now') },
      '/later': { get: operation('later') },
      '/body': { post: operation('body', jsonBody({ type: 'object' })) },
      '/guarded': { get: operation('guarded', { security: [{ later: [] }] }) },
      '/throws': { get: operation('throws') },
      '/rejects': { get: operation('rejects') },
      '/thenable': { get: operation('thenable') },
    },
    { components: { securitySchemes }, servers: [{ url: '/v2' }] },
  ),
  {
    now: () => 1,
    later: () => sleep(2, 'later'),
    body: ({ body }) => reply(200, body),
    guarded: () => 1,
    throws: () => {
      throw new TypeError('no');
    },
    rejects: () => Promise.reject(new RangeError('no')),
    // As query builders are: the query is made when somebody waits for it.
    thenable: () => {
      const query = {
        asked: 0,
        // biome-ignore lint/suspicious/noThenProperty: it is a thenable that is tested
        then(done: (value: unknown) => void) {
          query.asked += 1;
          done({ asked: query.asked });
        },
      };
      return query as unknown as Promise<unknown>;
    },
  },
  {
    onError: () => undefined,
    protocols: ['http'],
    policies: [{ name: 'few', endpoints: [{ path: '/v2/body' }], throttle: { limit: 100, per: 'minute' } }],
    authenticators: {
      key: () => ({ name: 'ann' }),
      later: async (key) => {
        await sleep(1);
        return key === 'secret' ? { name: 'ann' } : null;
      },
    },
  },
);

const AT_ONCE = ['start', 'end'];
const LATER = ['start', 'end', 'asyncStart', 'asyncEnd'];
const of = (step: string, events: readonly string[]): readonly string[] =>
  events.map((event) => `${step} ${event}`);
const REJECTED = ['start', 'end', 'error', 'asyncStart', 'asyncEnd'];
const THROWN = ['start', 'error', 'end'];

describe('the channels tell of a call and its steps, as tracing channels do', () => {
  test.each<[what: string, injection: Injection, steps: readonly (readonly string[])[], isLater: boolean]>([
    [
      'an answer at once',
      { url: '/v2/now' },
      ['find', 'gate', 'parameters', 'body', 'process', 'answer'].map((step) => of(step, AT_ONCE)),
      false,
    ],
    [
      'an answer later',
      { url: '/v2/later' },
      [
        ...['find', 'gate', 'parameters', 'body'].map((step) => of(step, AT_ONCE)),
        of('process', LATER),
        of('answer', AT_ONCE),
      ],
      true,
    ],
    [
      'a body, and a policy',
      { url: '/v2/body', json: {} },
      ['find', 'gate', 'govern', 'parameters', 'body', 'process', 'answer'].map((step) =>
        of(step, step === 'govern' ? LATER : AT_ONCE),
      ),
      true,
    ],
    [
      'credentials that are wrong',
      { url: '/v2/guarded', headers: { 'x-key': 'guess' } },
      [of('find', AT_ONCE), of('gate', AT_ONCE), of('authorize', LATER)],
      true,
    ],
    [
      'the wrong protocol',
      { url: '/v2/now', protocol: 'https' },
      [of('find', AT_ONCE), of('gate', AT_ONCE)],
      false,
    ],
    ['no path', { url: '/nowhere' }, [of('find', AT_ONCE)], false],
    [
      'an error',
      { url: '/v2/throws' },
      [
        ...['find', 'gate', 'parameters', 'body'].map((step) => of(step, AT_ONCE)),
        of('process', THROWN),
        of('answer', AT_ONCE),
      ],
      false,
    ],
    [
      'an error later',
      { url: '/v2/rejects' },
      [
        ...['find', 'gate', 'parameters', 'body'].map((step) => of(step, AT_ONCE)),
        of('process', REJECTED),
        of('answer', AT_ONCE),
      ],
      true,
    ],
  ])('%s', async (_, injection, steps, isLater) => {
    const { told } = listen();
    await inject(api, injection);
    expect(told.filter((one) => one.includes(' '))).toEqual(steps.flat());
    expect(told.filter((one) => !one.includes(' '))).toEqual(isLater ? LATER : AT_ONCE);
  });

  test('with what is known of it, and nothing that was sent', async () => {
    const { calls, steps } = listen();
    const url = '/v2/body?token=hush';
    await inject(api, {
      method: 'POST',
      url,
      json: { hush: 'hush' },
      headers: { authorization: 'Bearer hush' },
    });
    const [call] = calls;
    expect(call).toMatchObject({
      method: 'POST',
      operation: 'body',
      route: '/v2/body',
      status: 200,
      problem: null,
    });
    expect(await api.runs.get(call?.run ?? '')).toMatchObject({ operation: 'body' });
    expect(Object.keys(call?.durations ?? {})).toEqual(steps.map(({ step }) => step));
    for (const { duration, request } of steps) {
      expect(request).toBe(call);
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(duration).toBeLessThanOrEqual(call?.duration ?? 0);
    }
    expect(JSON.stringify(steps)).not.toContain('hush');
  });

  test.each([
    ['/v2/guarded', 'authorize', 'credentials-missing', 401],
    ['/v2/nowhere', 'find', null, 404],
    ['/v2/throws', 'answer', null, 500],
  ])('with the problems that there are: %s', async (url, step, problem, status) => {
    const { calls, steps } = listen();
    await inject(api, { url });
    expect(steps.at(-1)).toMatchObject({ step, problem });
    expect(calls[0]).toMatchObject({ status });
    expect(calls[0]?.problem).toEqual(expect.any(String));
  });

  test('with what was thrown', async () => {
    const { steps } = listen();
    await inject(api, { url: '/v2/rejects' });
    expect(steps.find(({ step }) => step === 'process')?.error).toBeInstanceOf(RangeError);
    expect(steps.find(({ step }) => step === 'answer')).not.toHaveProperty('error');
  });

  test('and of a call that the host application answers, nothing but that it came', async () => {
    const { calls } = listen();
    expect(await api.handle({ method: 'GET', url: '/nowhere', headers: {} })).toBeUndefined();
    expect(calls).toMatchObject([{ method: 'GET', operation: null, run: null, status: null }]);
  });
});

test('what a process gives is asked once', async () => {
  const answers = [await inject(api, { url: '/v2/thenable' })];
  listen();
  answers.push(await inject(api, { url: '/v2/thenable' }));
  expect(answers.map((answer) => answer.json())).toEqual([{ asked: 1 }, { asked: 1 }]);
});

test('a store that is bound to a step is found by all that it does', async () => {
  const store = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const own = await bind(documentOf({ '/later': { get: operation('later') } }), {
    later: async () => {
      seen.push(store.getStore());
      await sleep(1);
      seen.push(store.getStore());
    },
  });
  STEPS.start.bindStore(store, ({ step }) => step);
  undo.push(() => STEPS.start.unbindStore(store));
  await inject(own, { url: '/later' });
  expect(seen).toEqual(['process', 'process']);
});

test.each(EVENTS)('whoever listens to %s alone is told', async (event) => {
  const told: unknown[] = [];
  const note = (message: unknown): void => {
    told.push(message);
  };
  STEPS[event].subscribe(note);
  undo.push(() => STEPS[event].unsubscribe(note));
  await inject(api, { url: '/v2/rejects' });
  expect(told.length).toBeGreaterThan(0);
});

test('nobody is told when nobody listens any more', async () => {
  const { told } = listen();
  for (const one of undo.splice(0)) one();
  await inject(api, { url: '/v2/now' });
  expect(told).toEqual([]);
});

test('a subscriber that throws changes no answer: Node tells of it as of any error that nobody caught', async () => {
  expect(await runModule(new URL('./thrower.ts', import.meta.url))).toEqual({
    status: 200,
    text: 'now',
    uncaught: ['boom', 'boom'],
  });
});
