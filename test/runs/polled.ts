import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, type BindOptions, bind, type Process } from '../../src/index.ts';
import { type Injected, inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

/** What a caller sees of a run. */
export interface RunStatus {
  readonly id: string;
  readonly status: string;
  readonly statusUrl: string;
  readonly resultUrl?: string;
  readonly httpStatus?: number;
  readonly result?: unknown;
  readonly outputs?: object;
  readonly error?: { readonly code?: string };
}

/** An API with one operation, `POST /jobs`, which is polled. */
export const apiOf = (process: Process, options: BindOptions = {}, own: object = {}): Promise<Api> =>
  bind(
    documentOf({ '/jobs': { post: operation('start', own) } }),
    { start: process },
    { mode: 'poll', wait: 20, onError: () => undefined, ...options },
  );

export const start = (api: Api, headers: Record<string, string> = {}): Promise<Injected> =>
  inject(api, { method: 'POST', url: '/jobs', headers });

/** Asks until a run has ended. */
export async function poll(api: Api, url: string, headers: Record<string, string> = {}): Promise<RunStatus> {
  for (let turn = 0; turn < 400; turn += 1) {
    const answer = await inject(api, { url, headers });
    if (answer.status !== 202) return answer.json<RunStatus>();
    await sleep(5);
  }
  throw new Error('The run does not end.');
}

/** Asks until a run is executed. */
export async function untilRunning(api: Api, url: string): Promise<void> {
  for (let turn = 0; turn < 1000; turn += 1) {
    if ((await inject(api, { url })).json<RunStatus>().status === 'running') return;
    await sleep(10);
  }
  throw new Error('The run does not begin.');
}

/** A process that takes a while, and returns or throws something then. */
export const later =
  (given: unknown, ms = 60, throws = false): Process =>
  async ({ run }) => {
    run.log('begun');
    await sleep(ms);
    run.outputs['count'] = 3;
    if (throws) throw given;
    return given;
  };
