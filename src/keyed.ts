import { begin, keyOf, newRun, replay } from './begin.ts';
import { type Call, type Parts, tellOf } from './call.ts';
import { toRunEnd } from './detached.ts';
import { type HttpResponse, isStreamed } from './http/message.ts';
import { perform } from './perform.ts';
import { Problem } from './problem/problem.ts';
import { report } from './process/execution.ts';
import { within } from './process/in-time.ts';
import { createLatch } from './process/latch.ts';
import { copyAnswer, toStored } from './runs/answer.ts';
import { notKept } from './runs/key.ts';
import type { NewRun, StoredAnswer } from './runs/store.ts';

/** Milliseconds that an answer is held back until it is kept: a database may be away for long. */
const PATIENCE = 5000;

/** An answer that is too large to be kept is not given again; its process is not run again either. */
const toKept = (call: Call, stored: StoredAnswer | 'too-large' | null): StoredAnswer | null =>
  stored === 'too-large' ? toStored(tellOf(call, notKept())) : stored;

/** Runs a process for a key that nobody else has. The answer is kept before it is sent; that of a stream, when it is sent. */
async function runOnce(call: Call, parts: Parts, run: NewRun, timeout: number): Promise<HttpResponse> {
  const { ledger } = call;
  const over = createLatch();
  const { execution, response } = perform(call, parts, timeout, {
    id: run.id,
    whole: null,
    over: over.open,
  });
  const copied = Promise.resolve(response).then((given) => copyAnswer(given, ledger.answerBytes));
  const kept = copied.then(async ({ stored }) => {
    const answer = toKept(call, await stored);
    await over.opened;
    await ledger.store.finish(run.id, toRunEnd(call, execution, answer));
  });
  ledger.track(kept.catch((error) => report(execution, error)));
  const { response: sent } = await copied;
  // An intermediate return is sent at once, and a stream as it comes.
  if (execution.ending !== null && !isStreamed(sent.body)) await within(PATIENCE, kept);
  return sent;
}

/** Runs a process at most once for a key: the same call gets the same answer again. */
export async function performOnce(
  call: Call,
  parts: Parts,
  { key: text, timeout }: { readonly key: string; readonly timeout: number },
): Promise<HttpResponse> {
  const key = keyOf(call, parts, text);
  const run = newRun(call, parts, { key, snapshot: null, retry: 0 });
  const taken = await begin(call, parts, run);
  if (taken === null || key === null) return runOnce(call, parts, run, timeout);
  const given = replay(taken, key);
  return given instanceof Problem ? tellOf(call, given) : given;
}
