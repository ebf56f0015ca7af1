import { inNextTurn } from '../http/next-turn.ts';
import { nearest } from '../problem/nearest.ts';
import { isPromise } from './promise.ts';
import { failureOf, isFailure } from './record-failure.ts';
import { createPatience, createPlaces, type Patience } from './record-pace.ts';
import { createReport, isGiven, MOST_CAUSES, type RecordReport, type RecordResult } from './record-report.ts';
import { openSource, type RecordSource } from './record-source.ts';

/** How records are worked on. */
export interface RecordOptions {
  /** Records in work at a time, 1 or more. The next item is asked for when there is room. Default 8. */
  readonly concurrency?: number;
  /** No more records are begun once it is aborted: `trigger.run.signal`, for one. */
  readonly signal?: AbortSignal;
  /** Whether the report lists all records (default), or only those that failed: for streams of millions. */
  readonly results?: 'all' | 'failed';
}

const isSignal = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;

const EXPECTED: Readonly<
  Record<keyof RecordOptions, readonly [holds: (value: unknown) => boolean, words: string]>
> = {
  concurrency: [(value) => Number.isSafeInteger(value) && Number(value) >= 1, 'a whole number from 1'],
  signal: [isSignal, 'an AbortSignal, for example the signal of a run'],
  results: [(value) => value === 'all' || value === 'failed', '"all" or "failed"'],
};

const isOption = (name: string): name is keyof RecordOptions => Object.hasOwn(EXPECTED, name);

/** @throws {TypeError} for what no option is, or may be. */
function checkOptions(options: RecordOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!isOption(name)) {
      const meant = nearest(name, Object.keys(EXPECTED));
      throw new TypeError(
        `eachRecord has no option ${name}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      );
    }
    const [holds, words] = EXPECTED[name];
    if (value !== undefined && !holds(value))
      throw new TypeError(`The option ${name} of eachRecord has to be ${words}.`);
  }
}

/** What becomes of records, noted as they end. */
interface Tally<Value> {
  readonly succeeded: (index: number, value: Value) => void;
  readonly failed: (index: number, thrown: unknown) => void;
  readonly report: () => RecordReport<Value>;
}

function createTally<Value>(isEach: boolean): Tally<Value> {
  const results: RecordResult<Value>[] = [];
  const causes = new Map<number, unknown>();
  const count = { succeeded: 0, failed: 0 };

  const failed = (index: number, thrown: unknown): void => {
    const { error, code, cause } = failureOf(thrown);
    count.failed += 1;
    results.push({ index, status: 'failed', error, ...(code !== undefined && { code }) });
    if (cause !== undefined && causes.size < MOST_CAUSES) causes.set(index, cause.thrown);
  };

  return {
    failed,
    succeeded: (index, value) => {
      if (isFailure(value)) {
        failed(index, value);
        return;
      }
      count.succeeded += 1;
      if (isEach) results.push({ index, status: 'succeeded', ...(isGiven(value) && { value }) });
    },
    report: () =>
      createReport(
        {
          total: count.succeeded + count.failed,
          ...count,
          results: results.sort((a, b) => a.index - b.index),
        },
        causes,
      ),
  };
}

/** One record. What it throws or rejects with is its own; never rejects. */
function begin<Item, Value>(
  fn: (record: Item, index: number) => Value | Promise<Value>,
  record: Item,
  index: number,
  { succeeded, failed }: Tally<Value>,
): Promise<void> | null {
  try {
    const value = fn(record, index);
    if (!isPromise(value)) {
      succeeded(index, value);
      return null;
    }
    return Promise.resolve(value)
      .then((given) => succeeded(index, given))
      .catch((error: unknown) => failed(index, error));
  } catch (error) {
    failed(index, error);
    return null;
  }
}

/**
 * Does some work for each record, some at a time. A record that fails fails alone: `throw fail('why')` in the function says why to the
 * caller, as does any `Problem` or thrown `reply`; of all other errors the report says nothing but that there was one.
 *
 * Items are asked for when there is room for them, so that a body that comes as a stream comes as fast as its records are done.
 *
 * @param items An array, a generator, a stream of objects, the body of a sequence: anything that can be iterated, at once or not.
 * @param fn Called with each record and its index. What it gives, or what its promise comes to, is the `value` of the record.
 * @param options How many at a time, until when, and what the report lists.
 * @returns The report: return it from a process as it is, and the status is 200, 207 or 422 by what became of the records; or send it
 * with another by `reply(202, report)`.
 * @throws {TypeError} if the items cannot be iterated, or an option is none.
 * @throws What the items themselves throw, such as the problem of an item of a body that does not fit, when the records in work are
 * done; and the reason of the signal when that is aborted, when the items are let go of. As rejections, all of them.
 * @see RFC 4918 §13 for 207
 * @example
 * const importPets: Process<operations['importPets']> = ({ body, run }) =>
 *   eachRecord(
 *     body,
 *     async (pet) => {
 *       if (await pets.has(pet.id)) throw fail('There is one already.', { code: 'pet-exists' });
 *       await pets.add(pet);
 *     },
 *     { signal: run.signal },
 *   );
 */
export async function eachRecord<Item, Value>(
  items: Iterable<Item> | AsyncIterable<Item>,
  fn: (record: Item, index: number) => Value | Promise<Value>,
  options: RecordOptions = {},
): Promise<RecordReport<Value>> {
  checkOptions(options);
  if (typeof fn !== 'function')
    throw new TypeError('eachRecord has to be given a function, to call with each record.');
  const { concurrency = 8, signal, results = 'all' } = options;
  const tally = createTally<Value>(results === 'all');
  const patience = createPatience(signal);
  try {
    await workThrough(openSource(items), (record, index) => begin(fn, record, index, tally), {
      concurrency,
      signal,
      patience,
    });
  } finally {
    patience.end();
  }
  return tally.report();
}

/** Records after which others get a turn: work that is done at once would keep everything else waiting. */
const TURN = 1000;

interface Work {
  readonly concurrency: number;
  readonly signal: AbortSignal | undefined;
  readonly patience: Patience;
}

async function workThrough<Item>(
  source: RecordSource<Item>,
  start: (record: Item, index: number) => Promise<void> | null,
  { concurrency, signal, patience }: Work,
): Promise<void> {
  const places = createPlaces(patience);
  try {
    for (let index = 0; ; index += 1) {
      signal?.throwIfAborted();
      const step = await patience.wait(source.next());
      if (step.done) break;
      if (index % TURN === TURN - 1) await new Promise<void>(inNextTurn);
      const work = start(step.value, index);
      if (work !== null) places.take(work);
      await places.atMost(concurrency - 1);
    }
    await places.atMost(0);
  } catch (error) {
    await (signal?.aborted ? source.leave() : places.atMost(0));
    throw error;
  }
}
