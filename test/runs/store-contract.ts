import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewRun, RunFilter, RunStore, StoredAnswer } from '../../src/runs/store.ts';
import {
  BEGAN,
  createHost,
  ENDED,
  endOf,
  newRun,
  nextId,
  stateOf,
  type TestHost,
  until,
} from './store-host.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
const plain = (answer: StoredAnswer | null): unknown =>
  answer?.body instanceof Uint8Array ? { ...answer, body: [...answer.body] } : answer;

const ANSWERS: readonly (readonly [string, StoredAnswer | null])[] = [
  ['a text', { status: 201, headers: [['content-type', 'text/plain']], body: 'grüße' }],
  ['a text with U+0000', { status: 200, headers: [['x-odd', 'a']], body: 'a\0b' }],
  ['an empty text', { status: 200, headers: [], body: '' }],
  ['bytes', { status: 200, headers: [['content-type', 'image/png']], body: bytes(0, 255, 1) }],
  ['nothing', { status: 204, headers: [], body: null }],
  [
    'a field twice',
    {
      status: 200,
      headers: [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      body: null,
    },
  ],
  ['no answer', null],
];

const ODD_TEXTS = ['a\0b', '\u0001', '\ud800', '\u0001"x"', '😀'] as const;

/** What holds for every store of runs. `make` gives a new store that is not open yet. */
export function describeStore(name: string, make: () => RunStore): void {
  describe(name, () => {
    let host: TestHost;
    let store: RunStore;
    beforeAll(async () => {
      host = createHost();
      store = make();
      await store.open(host);
    });
    afterAll(() => store.close());

    const begun = async (run: Partial<NewRun> = {}): Promise<string> => {
      const kept = newRun(run);
      expect(await store.begin(kept)).toBeNull();
      return kept.id;
    };
    const ended = async (
      run: Partial<NewRun> = {},
      end: Parameters<typeof endOf>[0] = {},
    ): Promise<string> => {
      const id = await begun(run);
      expect(await store.finish(id, endOf(end))).toBe(true);
      return id;
    };
    const key = (scope: string = nextId(), fingerprint = 'f') => ({ scope, fingerprint });

    describe('a run', () => {
      test('goes on once it has begun', async () => {
        const id = await begun({ key: key('goes-on', 'print') });
        expect(await store.get(id)).toEqual({
          id,
          operation: 'importPets',
          caller: 'ann',
          owner: 'owner of ann',
          path: '/imports',
          state: 'running',
          started: BEGAN,
          finished: null,
          log: [],
          outputs: {},
          error: null,
          answer: null,
          fingerprint: 'print',
        });
      });

      test('is kept with how it ended', async () => {
        const id = await ended({}, { outcome: 'failed', error: 'Error: no' });
        expect(await store.get(id)).toMatchObject({
          state: 'failed',
          finished: ENDED,
          log: ['done'],
          outputs: { count: 1 },
          error: 'Error: no',
        });
      });

      test.each(ANSWERS)('is kept with its answer: %s', async (_, answer) => {
        const run = await store.get(await ended({}, { answer }));
        expect(run === null || run === 'expired' ? run : plain(run.answer)).toEqual(plain(answer));
      });

      test.each(ODD_TEXTS)('keeps the text %j', async (text) => {
        const odd = newRun({ caller: text, path: text, key: { scope: `odd ${text}`, fingerprint: text } });
        expect(await store.begin(odd)).toBeNull();
        expect(
          await store.finish(odd.id, endOf({ log: [text], outputs: { [text]: text }, error: text })),
        ).toBe(true);
        expect(await store.get(odd.id)).toMatchObject({
          caller: text,
          path: text,
          fingerprint: text,
          log: [text],
          outputs: { [text]: text },
          error: text,
        });
        expect((await store.list({ caller: text })).map(({ id }) => id)).toContain(odd.id);
      });

      test.each(['no-such-run', '\0', ''])('is null where there is none: %j', async (id) => {
        expect(await store.get(id)).toBeNull();
        expect(await store.whenAnswered(id, 20)).toBeNull();
        expect(await store.cancel(id)).toBe(false);
        expect(await store.finish(id, endOf())).toBe(false);
      });

      test('may have its answer before it ends, and keeps it', async () => {
        const id = await begun();
        const first = { status: 202, headers: [], body: 'first' } satisfies StoredAnswer;
        await store.answer(id, first);
        expect(await store.get(id)).toMatchObject({ state: 'running', answer: first });
        await store.answer(id, { ...first, status: 203 });
        expect(await store.finish(id, endOf())).toBe(true);
        expect(await store.get(id)).toMatchObject({ state: 'succeeded', answer: first });
      });

      test('keeps an answer without a body', async () => {
        const id = await begun();
        await store.answer(id, { status: 204, headers: [], body: null });
        await store.finish(id, endOf());
        const run = await store.get(id);
        expect(run).toMatchObject({ answer: { status: 204, headers: [], body: null } });
      });

      test('that has ended gets no answer any more', async () => {
        const id = await ended({}, { answer: null });
        await store.answer(id, { status: 200, headers: [], body: 'late' });
        await store.answer('no-such-run', { status: 200, headers: [], body: 'late' });
        expect(await store.get(id)).toMatchObject({ answer: null });
      });

      test('ends once', async () => {
        const id = await begun();
        const all = await Promise.all(Array.from({ length: 10 }, () => store.finish(id, endOf())));
        expect(all.filter(Boolean)).toHaveLength(1);
        expect(await store.cancel(id)).toBe(false);
      });

      test('that was cancelled does not end any more', async () => {
        const id = await begun();
        expect(await store.cancel(id)).toBe(true);
        expect(await store.cancel(id)).toBe(false);
        expect(await store.finish(id, endOf())).toBe(false);
        expect(await store.get(id)).toMatchObject({ state: 'cancelled', answer: null });
        expect(host.ended).toContainEqual([id, 'cancelled']);
      });

      test('is either ended or cancelled', async () => {
        const id = await begun();
        const [finished, cancelled] = await Promise.all([store.finish(id, endOf()), store.cancel(id)]);
        expect([finished, cancelled].filter(Boolean)).toHaveLength(1);
        expect(stateOf(await store.get(id))).toBe(finished ? 'succeeded' : 'cancelled');
      });
    });

    describe('an idempotency key', () => {
      test('gives the run that has it', async () => {
        const id = await begun({ key: key('taken', 'one') });
        expect(await store.begin(newRun({ key: key('taken', 'two') }))).toMatchObject({
          id,
          fingerprint: 'one',
        });
      });

      test('lets one of a hundred begin', async () => {
        const runs = Array.from({ length: 100 }, () => newRun({ key: key('hundred') }));
        const others = await Promise.all(runs.map((run) => store.begin(run)));
        expect(others.filter((other) => other === null)).toHaveLength(1);
        const first = runs[others.indexOf(null)]?.id;
        expect(new Set(others.map((other) => other?.id ?? first))).toEqual(new Set([first]));
        const kept = await Promise.all(runs.map(({ id }) => store.get(id)));
        expect(kept.filter((run) => run !== null)).toHaveLength(1);
      });

      test('stays taken with the answer', async () => {
        const scope = nextId();
        const id = await ended({ key: key(scope) }, { keepsKey: true });
        expect(await store.begin(newRun({ key: key(scope) }))).toMatchObject({ id, answer: { status: 200 } });
      });

      test.each([
        ['it ended so', (id: string) => store.finish(id, endOf({ keepsKey: false }))],
        ['it was cancelled', (id: string) => store.cancel(id)],
        ['it was let go of', (id: string) => store.freeKey(id)],
      ])('is free when %s', async (_, free) => {
        const scope = nextId();
        await free(await begun({ key: key(scope) }));
        expect(await store.begin(newRun({ key: key(scope) }))).toBeNull();
      });

      test('is not let go of by another run', async () => {
        const scope = nextId();
        const first = await begun({ key: key(scope) });
        await store.freeKey(first);
        const second = await begun({ key: key(scope) });
        await store.freeKey(first);
        expect(await store.begin(newRun({ key: key(scope) }))).toMatchObject({ id: second });
      });

      test('may be long', async () => {
        const scope = 'x'.repeat(20_000) + nextId();
        const id = await begun({ key: key(scope) });
        expect(await store.begin(newRun({ key: key(scope) }))).toMatchObject({ id });
        expect(await store.begin(newRun({ key: key(`${scope}y`) }))).toBeNull();
      });
    });

    describe('who waits', () => {
      test('is told when it ends', async () => {
        const id = await begun();
        const waiting = Promise.all([store.whenAnswered(id, 10_000), store.whenAnswered(id, 10_000)]);
        setTimeout(() => void store.finish(id, endOf()), 50);
        expect((await waiting).map(stateOf)).toEqual(['succeeded', 'succeeded']);
      });

      test('is told of what has ended already', async () => {
        expect(stateOf(await store.whenAnswered(await ended(), 10_000))).toBe('succeeded');
      });

      test('is told when it answers', async () => {
        const id = await begun();
        const waiting = store.whenAnswered(id, 10_000);
        await store.answer(id, { status: 200, headers: [], body: 'here' });
        expect(await waiting).toMatchObject({ state: 'running', answer: { body: 'here' } });
        expect(await store.whenAnswered(id, 10_000)).toMatchObject({ state: 'running' });
      });

      test('is told when it is cancelled', async () => {
        const id = await begun();
        const waiting = store.whenAnswered(id, 10_000);
        await store.cancel(id);
        expect(stateOf(await waiting)).toBe('cancelled');
      });

      test.each([0, -1, 30, Number.NaN])('waits no longer than %d milliseconds', async (ms) => {
        expect(stateOf(await store.whenAnswered(await begun(), ms))).toBe('running');
      });

      test('misses no end', async () => {
        const ids = await Promise.all(Array.from({ length: 40 }, () => begun()));
        const all = await Promise.all(
          ids.flatMap((id) => [store.whenAnswered(id, 10_000).then(stateOf), store.finish(id, endOf())]),
        );
        expect(all).toEqual(ids.flatMap(() => ['succeeded', true]));
      });
    });

    describe('the list', () => {
      const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
      let ids: string[];
      beforeAll(async () => {
        ids = [];
        for (let n = 1; n <= 5; n += 1) {
          const run = { operation: 'listed', caller: n % 2 === 0 ? 'eve' : 'odd', started: day(n).getTime() };
          ids.push(n === 3 ? await ended(run) : await begun(run));
        }
      });

      test.each<[RunFilter, readonly number[]]>([
        [{}, [5, 4, 3, 2, 1]],
        [{ caller: 'eve' }, [4, 2]],
        [{ caller: 'nobody' }, []],
        [{ state: 'succeeded' }, [3]],
        [{ state: 'running', caller: 'odd' }, [5, 1]],
        [{ since: day(2) }, [5, 4, 3, 2]],
        [{ until: day(2) }, [1]],
        [{ since: day(2), until: day(4) }, [3, 2]],
        [{ limit: 2 }, [5, 4]],
        [{ limit: 2, since: day(1), caller: 'odd' }, [5, 3]],
      ])('of %j has the right runs, the latest first', async (filter, which) => {
        const runs = await store.list({ operation: 'listed', ...filter });
        expect(runs.map(({ id }) => ids.indexOf(id) + 1)).toEqual(which);
      });

      test('goes on where a page ended', async () => {
        const seen: string[] = [];
        for (let before: string | undefined; seen.length < 6; ) {
          const page = await store.list({
            operation: 'listed',
            limit: 2,
            ...(before === undefined ? {} : { before }),
          });
          if (page.length === 0) break;
          seen.push(...page.map(({ id }) => id));
          before = seen.at(-1);
        }
        expect(seen).toEqual([...ids].reverse());
      });

      test('has a hundred runs if nothing else is said', async () => {
        await Promise.all(Array.from({ length: 101 }, () => begun({ operation: 'many' })));
        expect(await store.list({ operation: 'many' })).toHaveLength(100);
        expect(await store.list({ operation: 'many', limit: 1000 })).toHaveLength(101);
      });
    });

    const describeWork = (): void => {
      const queued = (data: unknown = { a: 1 }, body: Uint8Array | null = null) => ({
        snapshot: { data, body },
      });

      test('waits for a worker', async () => {
        const id = await begun({ ...queued(), operation: 'nobodyDoes' });
        expect(stateOf(await store.get(id))).toBe('queued');
        expect(await store.finish(id, endOf())).toBe(false);
        expect(await store.cancel(id)).toBe(true);
        expect(stateOf(await store.get(id))).toBe('cancelled');
      });

      test('is executed once, with what was kept', async () => {
        const snapshots = [
          queued({ deep: [1, 'a\0b', null] }, bytes(0, 1, 255)),
          queued(null),
          queued('text', bytes()),
        ];
        const ids = await Promise.all(snapshots.map((snapshot) => begun(snapshot)));
        const worker = await store.work({ concurrency: 2 });
        const all = await Promise.all(ids.map((id) => store.whenAnswered(id, 10_000)));
        await worker.stop();
        expect(all.map(stateOf)).toEqual(['succeeded', 'succeeded', 'succeeded']);
        const taken = ids.map((id) => host.executed.filter((run) => run.id === id));
        expect(
          taken.map((runs) => runs.map(({ snapshot: { data, body } }) => [data, body && [...body]])),
        ).toEqual([[[{ deep: [1, 'a\0b', null] }, [0, 1, 255]]], [[null, null]], [['text', []]]]);
        expect(taken[0]?.[0]).toMatchObject({
          operation: 'importPets',
          caller: 'ann',
          started: BEGAN,
        });
      });

      test('that was cancelled is not executed', async () => {
        const id = await begun(queued());
        expect(await store.cancel(id)).toBe(true);
        const worker = await store.work({});
        const next = await begun(queued());
        expect(stateOf(await store.whenAnswered(next, 10_000))).toBe('succeeded');
        await worker.stop();
        expect(host.executed.some((run) => run.id === id)).toBe(false);
      });
    };
    if (make().queues) describe('work', describeWork);

    test('has had nothing to report', async () => {
      await until(() => true);
      expect(host.errors).toEqual([]);
    });
  });
}
