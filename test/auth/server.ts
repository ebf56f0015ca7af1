import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a path answers: a value as JSON, or whatever is done by hand. */
export type Route = object | ((request: IncomingMessage, response: ServerResponse) => unknown);

/** A server of this machine whose answers can be changed while it runs. */
export interface Loopback {
  readonly url: string;
  readonly routes: Record<string, Route>;
  /** Paths that were asked for, since the last look. */
  readonly seen: () => readonly string[];
  readonly close: () => Promise<void>;
}

export const json =
  (value: unknown, status = 200, type = 'application/json'): Route =>
  (_, response) =>
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(value));

export const readForm = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams(await text(request));

export async function startLoopback(): Promise<Loopback> {
  const routes: Record<string, Route> = {};
  let seen: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    seen.push(path);
    const route = routes[path] ?? json({}, 404);
    if (typeof route === 'function') route(request, response);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(route));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    routes,
    seen: () => {
      const paths = seen;
      seen = [];
      return paths;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
