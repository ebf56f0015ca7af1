import type { Servable } from '../api.ts';
import { toNodeListener } from '../doors/node.ts';
import type { HttpResponse } from '../http/message.ts';
import { splitTarget } from '../http/target.ts';
import { type Walk, walk } from '../walk.ts';
import { type Terminal, UsageError } from './command.ts';
import { listen, type Place } from './listen.ts';
import type { GenerationSource } from './messages.ts';
import { isRefusal, type Served, startServed } from './reload.ts';
import { createTold, refusalText, type Told } from './told.ts';

export interface ServerOptions {
  readonly source: GenerationSource;
  readonly place: Place;
  readonly json: boolean;
  readonly watches: boolean;
  /** Milliseconds that requests and runs may take to their end when the server is stopped. */
  readonly grace: number;
  /** Whether the document answers where there is no process. */
  readonly mocks: boolean;
}

const notFound = (url: string): HttpResponse => ({
  status: 404,
  headers: [['content-type', 'application/problem+json']],
  body: JSON.stringify({
    title: 'Not Found',
    status: 404,
    code: 'route-not-found',
    detail: `No path of the document fits ${splitTarget(url).path}.`,
  }),
});

/** The way of a request to the thread that answers it. */
const walkThrough =
  (served: Served, told: Told): Walk =>
  async (request) => {
    const began = performance.now();
    const response = (await served.handle(request)) ?? notFound(request.url);
    told.answered(request, response, Math.round(performance.now() - began));
    return response;
  };

/** Serves until it is told to stop; gives the exit code. */
export async function runServer(options: ServerOptions, terminal: Terminal): Promise<number> {
  const { source, place, json, watches, grace, mocks } = options;
  if (terminal.entry === undefined) throw new UsageError('Only the program opbind can serve.');
  const told = createTold(terminal, { json, mocks });
  const served = await startServed({ entry: terminal.entry, source, told, watches });
  if (isRefusal(served)) {
    terminal.writeError(refusalText(served, terminal));
    return 1;
  }
  const through = walkThrough(served, told);
  const api: Servable = { [walk]: through, handle: async (request) => through(request) };
  const listening = await listen(place, toNodeListener(api)).catch(async (error: unknown) => {
    await served.close(0);
    throw error;
  });
  const stopped = terminal.stopped();
  told.listening(listening.url, served.first.readiness);
  await stopped;
  told.stopping();
  const closed = listening.close();
  await served.close(grace);
  listening.cut();
  await closed;
  return 0;
}
