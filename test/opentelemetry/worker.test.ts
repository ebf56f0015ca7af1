import { setTimeout as sleep } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { afterAll, expect, test } from 'vitest';
import { bind, type StoreHost } from '../../src/index.ts';
import { openTelemetry } from '../../src/opentelemetry/index.ts';
import { createMemoryStore } from '../../src/runs/memory.ts';
import type { RunStore, TakenRun } from '../../src/runs/store.ts';
import { inject } from '../../src/testing/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { startSdk } from './sdk.ts';

const sdk = startSdk();
afterAll(() => sdk.stop());

/** A store whose runs are executed by whoever asks for them, from what was written down of their calls. */
function queue(): { readonly store: RunStore; readonly workOff: () => Promise<void> } {
  const memory = createMemoryStore({ age: 60_000, most: 10, bytes: 1_000_000 });
  const waiting: TakenRun[] = [];
  let host: StoreHost | null = null;
  return {
    store: {
      ...memory,
      queues: true,
      open: async (given) => {
        host = given;
        await memory.open(given);
      },
      begin: async (run) => {
        const { id, operation: name, caller, started, snapshot } = run;
        if (snapshot !== null)
          waiting.push({
            id,
            operation: name,
            caller,
            started,
            snapshot: { ...snapshot, data: JSON.parse(JSON.stringify(snapshot.data)) },
          });
        return memory.begin(run);
      },
    },
    workOff: async () => {
      for (const run of waiting.splice(0)) await memory.finish(run.id, (await host?.execute(run)) as never);
    },
  };
}

const CALLER = 'b7ad6b7169203331';
const TRACE = '0af7651916cd43dd8448eb211c80319c';

test.each([
  ['with a trace of its caller', { traceparent: `00-${TRACE}-${CALLER}-01` }, TRACE],
  ['without one', {}, undefined],
])('a run on a worker belongs to its call: %s', async (_, headers, traceId) => {
  sdk.reset();
  const { store, workOff } = queue();
  const api = await bind(
    documentOf({
      '/jobs': { post: { ...operation('start', jsonBody({})), 'x-opbind': { mode: 'poll', wait: 0 } } },
    }),
    {
      start: async ({ body }) => {
        await sleep(1);
        trace.getTracer('test').startSpan('query').end();
        if (body === 'break') throw new RangeError('no');
        return body;
      },
    },
    { telemetry: openTelemetry(), runs: store, onError: () => undefined },
  );
  for (const json of ['hello', 'break'])
    expect((await inject(api, { method: 'POST', url: '/jobs', json, headers })).status).toBe(202);
  expect(sdk.spans().map(({ name }) => name)).toEqual(['POST /jobs', 'POST /jobs']);
  await workOff();
  const [call, broken, , run, , failed] = sdk.spans();
  expect(
    sdk
      .spans()
      .map(({ name }) => name)
      .slice(2),
  ).toEqual(['query', 'run start', 'query', 'run start']);
  for (const [one, other] of [
    [call, run],
    [broken, failed],
  ])
    expect(other?.parentSpanContext).toMatchObject({ spanId: one?.spanContext().spanId, isRemote: true });
  if (traceId !== undefined) expect(run?.spanContext().traceId).toBe(traceId);
  expect(run?.attributes).toMatchObject({ 'opbind.operation': 'start', 'opbind.outcome': 'succeeded' });
  expect(failed?.attributes).toMatchObject({ 'opbind.outcome': 'failed', 'error.type': 'RangeError' });
  expect(await api.runs.get(String(run?.attributes['opbind.run.id']))).toMatchObject({ state: 'succeeded' });
});
