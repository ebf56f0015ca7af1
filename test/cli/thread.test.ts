import { MessageChannel } from 'node:worker_threads';
import { serveFrom } from '../../src/cli/generation.ts';
import { createGeneration, type Thread } from '../../src/cli/thread.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import type { HttpRequest, HttpResponse } from '../../src/http/message.ts';
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
