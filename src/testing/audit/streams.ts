import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Audit, Check } from './check.ts';
import type { AuditAnswer } from './door.ts';
import { bytesOf, fieldOf, textOf } from './reading.ts';

/** Reads until a text has come. The rest can be read on. */
async function readTo(text: string, answer: AuditAnswer): Promise<() => Promise<string>> {
  const chunks = answer.body[Symbol.asyncIterator]();
  let received = '';
  const read = async (): Promise<boolean> => {
    const { done, value } = await chunks.next();
    if (!done) received += Buffer.from(value).toString('utf8');
    return !done;
  };
  while (!received.includes(text)) assert.ok(await read(), `The answer ended before ${text}: ${received}`);
  return async () => {
    while (await read());
    return received;
  };
}

/** Chunks that are made for a caller who reads none of them. */
async function countUnread(audit: Audit): Promise<number> {
  const { seen } = audit;
  for (let before = -1; before !== seen.chunks && seen.chunks < TOO_MANY; await sleep(150))
    before = seen.chunks;
  return seen.chunks;
}

/** Chunks of 64 KiB that no buffers on the way hold, those of two sockets included. */
const TOO_MANY = 1000;

/** What becomes of an answer that is made while it is sent. */
export const STREAMS: readonly Check[] = [
  {
    name: 'the first piece of an answer comes before the last one is made',
    needs: ['streams'],
    run: async ({ ask, seen, soon }) => {
      const answer = await soon('an answer', ask({ target: '/audit/stream' }));
      const rest = await soon('the first piece of an answer', readTo('first', answer));
      seen.gate.happen();
      assert.equal(await rest(), 'firstlast');
    },
  },
  {
    name: 'events come one by one',
    needs: ['streams'],
    run: async ({ ask, seen, soon }) => {
      const answer = await soon('an answer', ask({ target: '/audit/events' }));
      assert.match(fieldOf(answer, 'content-type') ?? '', /^text\/event-stream/);
      const rest = await soon('the first event', readTo('data: first\n\n', answer));
      seen.gate.happen();
      assert.equal(await rest(), 'data: first\n\ndata: last\n\n');
    },
  },
  {
    name: 'the head of an answer comes before its first piece is made',
    needs: ['streams', 'early-head'],
    run: async ({ ask, seen, soon }) => {
      const answer = await soon('the head of an answer', ask({ target: '/audit/late' }));
      assert.equal(answer.status, 200);
      seen.gate.happen();
      assert.equal(await textOf(answer), 'last');
    },
  },
  {
    name: 'an answer that is made piece by piece comes whole',
    run: async ({ ask, seen }) => {
      seen.gate.happen();
      assert.equal(await textOf(await ask({ target: '/audit/stream' })), 'firstlast');
    },
  },
  {
    name: 'an answer that breaks does not pass for a whole one',
    needs: ['streams'],
    run: async ({ ask, soon }) => {
      const answer = await soon('an answer', ask({ target: '/audit/broken' }));
      await assert.rejects(soon('the end of an answer', bytesOf(answer)), 'A broken answer came to an end.');
    },
  },
  {
    name: 'an answer waits for a caller who does not read, and ends when he goes',
    needs: ['streams', 'disconnect'],
    run: async (audit) => {
      const { ask, seen, soon } = audit;
      const leaving = new AbortController();
      const answer = await soon('an answer', ask({ target: '/audit/endless', signal: leaving.signal }));
      const chunks = answer.body[Symbol.asyncIterator]();
      await chunks.next();
      const made = await countUnread(audit);
      leaving.abort();
      await chunks.return?.().catch(() => undefined);
      assert.ok(made < TOO_MANY, `${made} pieces were made for a caller who reads none.`);
      await soon('the end of a stream whose caller has gone', seen.closed.happened);
    },
  },
  {
    name: 'HEAD of a stream ends it',
    run: async ({ ask, seen, soon }) => {
      const answer = await soon('an answer to HEAD', ask({ method: 'HEAD', target: '/audit/stream' }));
      assert.deepEqual([answer.status, await textOf(answer)], [200, '']);
      seen.gate.happen();
    },
  },
  {
    name: 'a process learns that its caller has gone',
    needs: ['disconnect'],
    run: async ({ ask, seen, soon }) => {
      const leaving = new AbortController();
      const asking = ask({ target: '/audit/waits', signal: leaving.signal }).catch(() => undefined);
      await soon('the process', seen.begun.happened);
      leaving.abort();
      await soon('the abort of the run', seen.aborted.happened);
      await asking;
    },
  },
];
