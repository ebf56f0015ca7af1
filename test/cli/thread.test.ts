import { MessageChannel } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { serveFrom } from '../../src/cli/generation.ts';
import { requestStream, type ToGeneration } from '../../src/cli/messages.ts';
import { createGeneration, type Thread } from '../../src/cli/thread.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import type { HttpRequest, HttpResponse } from '../../src/http/message.ts';
import { bind } from '../../src/index.ts';
import { documentOf, jsonBody, operation } from '../document-of.ts';
import { auditing } from '../doors/auditing.ts';
import { listen } from '../doors/listen.ts';

const READINESS = { operations: 0, bound: 0, basePaths: [], warnings: 0 };

const LOST: HttpResponse = { status: 500, headers: [], body: 'lost' };

/** The door of Node before an API that is reached by messages only, as that in a thread is. */
auditing('a thread', async (api) => {
  const { port1, port2 } = new MessageChannel();
  serveFrom(port2, { api, readiness: READINESS, close: async () => undefined });
  const thread: Thread = {
    post: (message, transfer = []) => port1.postMessage(message, transfer),
    end: async () => port1.close(),
  };
  const { generation, receive } = createGeneration(thread, READINESS);
  port1.on('message', receive);
  const through = async (request: HttpRequest) => (await generation.handle(request)) ?? LOST;
  const door = await listen(toNodeListener({ handle: through }));
  return {
    ...door,
    close: async () => {
      await door.close();
      await generation.retire(0);
    },
  };
});

describe('a body is let go of with the answer to whoever did not read it', () => {
  const declared = jsonBody({ type: 'object' });
  const document = documentOf(
    {
      '/reads': { post: operation('reads', declared), get: operation('gets') },
      '/locked': { post: operation('locked', { ...declared, security: [{ key: [] }] }) },
    },
    { components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } } },
  );

  test.each<[what: string, method: string, url: string, type: string, status: number]>([
    ['read', 'POST', '/reads', 'application/json', 200],
    ['of no route', 'POST', '/nowhere', 'application/json', 404],
    ['without credentials', 'POST', '/locked', 'application/json', 401],
    ['of another type', 'POST', '/reads', 'text/plain', 415],
    ['that no operation has', 'GET', '/reads', 'application/json', 200],
  ])('%s', async (_, method, url, type, status) => {
    const api = await bind(
      document,
      { reads: () => 1, gets: () => 1, locked: () => 1 },
      { authenticators: { key: () => null } },
    );
    const { port1, port2 } = new MessageChannel();
    serveFrom(port2, { api, readiness: READINESS, close: async () => undefined });
    const posted: ToGeneration[] = [];
    const post = (message: ToGeneration): void => {
      posted.push(message);
      port1.postMessage(message);
    };
    const { generation, receive } = createGeneration({ post, end: async () => port1.close() }, READINESS);
    port1.on('message', receive);
    const body = (async function* () {
      yield Buffer.from('{}');
    })();
    const headers = { 'content-type': type, 'transfer-encoding': 'chunked' };
    const answer = await generation.handle({ method, url, headers, body });
    expect(answer?.status).toBe(status);
    receive({ kind: 'pull', stream: requestStream(1) });
    await new Promise(setImmediate);
    expect(posted.at(-1)).toMatchObject({ kind: 'broken', stream: requestStream(1) });
    await generation.retire(0);
  });
});
