import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createChanges } from '../../src/console/changes.ts';
import { createPulse } from '../../src/console/pulse.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { type Api, bind, type Combined, type Servable } from '../../src/index.ts';
import { createMemoryStore } from '../../src/runs/memory.ts';
import { documentOf, operation } from '../document-of.ts';
import { answerOf, bindPets, openConsole, startSlow } from './consoles.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const AUTHORIZED = { authorization: 'Bearer ann' };
const EVENTS = '/console/api/api/events';

async function serve(console: Servable): Promise<string> {
  const server = createServer(toNodeListener(console));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A stream of events, read as it comes. */
interface Stream {
  readonly status: number;
  /** The text of the next event; null at the end. */
  next(): Promise<string | null>;
  leave(): void;
}

async function open(url: string): Promise<Stream> {
  const controller = new AbortController();
  const response = await fetch(url, { headers: AUTHORIZED, signal: controller.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    status: response.status,
    next: async () => {
      while (!text.includes('\n\n')) {
        const read = await reader?.read();
        if (read === undefined || read.done) return null;
        text += read.value;
      }
      const [event = '', ...rest] = text.split('\n\n');
      text = rest.join('\n\n');
      return event;
    },
    leave: () => controller.abort(),
  };
}

const HELLO = 'event: hello\nretry: 3000\ndata: ';
const CHANGED = 'event: changed\ndata: ';

describe('a stream of events', () => {
  test('tells of runs that begin and end, once for many', async () => {
    const api = await bindPets();
    const stream = await open(`${await serve(await openConsole(api))}${EVENTS}`);
    expect(await stream.next()).toBe(HELLO);
    for (let count = 0; count < 20; count += 1) await answerOf(api, '/v1/pets');
    expect(await stream.next()).toBe(CHANGED);
    const { id, answer } = await startSlow(api);
    expect(await stream.next()).toBe(CHANGED);
    await api.runs.cancel(id);
    await answer;
    expect(await stream.next()).toBe(CHANGED);
    stream.leave();
  });

  test.each<[string, (api: Api, console: Combined) => Promise<void>]>([
    ['the API', (api) => api.close()],
    ['the console', (_, console) => console.close()],
  ])('ends when %s closes, which it does not keep from closing', async (_, close) => {
    const api = await bindPets();
    const console = await openConsole(api);
    const stream = await open(`${await serve(console)}${EVENTS}`);
    expect(await stream.next()).toBe(HELLO);
    await close(api, console);
    expect(await stream.next()).toBe(null);
  });

  test('ends at once where the API has closed', async () => {
    const api = await bindPets();
    await api.close();
    const stream = await open(`${await serve(await openConsole(api))}${EVENTS}`);
    expect(await stream.next()).toBe(null);
  });

  test('is one of as many as may be', async () => {
    const url = `${await serve(await openConsole(await bindPets(), { streams: 1 }))}${EVENTS}`;
    const first = await open(url);
    expect(await first.next()).toBe(HELLO);
    expect((await open(url)).status).toBe(429);
    first.leave();
    let status = 429;
    for (let tries = 0; status !== 200 && tries < 100; tries += 1) {
      await sleep(20);
      const again = await open(url);
      status = again.status;
      again.leave();
    }
    expect(status).toBe(200);
  });
});

describe('a pulse', () => {
  const pace = { gather: 1, quiet: 5 };
  const create = (until: readonly AbortSignal[] = []) => {
    const listeners = new Set<() => void>();
    let overs = 0;
    const listen = (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const over = (): void => {
      overs += 1;
    };
    const pulse = createPulse({ listen, until, over }, pace);
    const tell = (): void => {
      for (const listener of listeners) listener();
    };
    return { pulse, tell, count: () => [listeners.size, overs] };
  };

  test('says now and then that it is there', async () => {
    const { pulse } = create();
    expect(await pulse.next()).toMatchObject({ value: { event: 'hello' } });
    expect(await pulse.next()).toEqual({ done: false, value: { comment: 'nothing new' } });
    await pulse.return?.();
  });

  test('keeps what is new for whoever is slow, as one', async () => {
    const { pulse, tell } = create();
    await pulse.next();
    for (let count = 0; count < 1000; count += 1) tell();
    expect(await pulse.next()).toMatchObject({ value: { event: 'changed' } });
    expect(await pulse.next()).toMatchObject({ value: { comment: 'nothing new' } });
    await pulse.return?.();
  });

  test.each<[string, (pulse: ReturnType<typeof create>['pulse'], controller: AbortController) => unknown]>([
    ['its reader leaves', (pulse) => pulse.return?.()],
    ['it is ended', (_, controller) => controller.abort()],
    ['both', (pulse, controller) => [pulse.return?.(), controller.abort()]],
  ])('ends while it is waited for when %s, and lets go', async (_, end) => {
    const controller = new AbortController();
    const { pulse, count } = create([controller.signal]);
    await pulse.next();
    const waiting = pulse.next();
    expect(count()).toEqual([1, 0]);
    end(pulse, controller);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await pulse.next()).toEqual({ done: true, value: undefined });
    expect(count()).toEqual([0, 1]);
  });
});

/** A store that others may write to. */
const shared = () => ({ ...createMemoryStore({ age: 60_000, most: 100, bytes: 1_000_000 }), queues: true });

describe('changes of runs that others execute', () => {
  test('are looked for as long as somebody listens', async () => {
    const store = shared();
    let looks = 0;
    const list: typeof store.list = (filter) => {
      looks += 1;
      return store.list(filter);
    };
    const api = await bind(
      documentOf({ '/a': { get: operation('a') } }),
      { a: () => 1 },
      { runs: { ...store, list } },
    );
    const changes = createChanges(api, 10);
    const told = new Promise<void>((resolve) => {
      const end = changes.listen(() => {
        end();
        resolve();
      });
    });
    while (looks === 0) await sleep(5);
    const run = { id: 'x', operation: 'a', caller: null, owner: null, path: '/a', started: Date.now() };
    await store.begin({ ...run, key: null, snapshot: null, retry: 0 });
    await told;
    await sleep(30);
    const before = looks;
    await sleep(100);
    expect(looks).toBe(before);
    await api.close();
  });
});
