import { toNodeListener } from '../doors/node.ts';
import { toHandle } from '../servable.ts';
import type { Walk } from '../walk.ts';
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

/** The way of a request to the thread that answers it. */
const walkThrough =
  (served: Served, told: Told): Walk =>
  async (request) => {
    const began = performance.now();
    const response = await served.handle(request);
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
  const listening = await listen(place, toNodeListener({ handle: toHandle(through) })).catch(
    async (error: unknown) => {
      await served.close(0);
      throw error;
    },
  );
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
