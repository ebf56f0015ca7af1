import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ListeningDoor } from '../../src/testing/index.ts';

/** A server on a port that is free, and how to end it whatever is still open. */
export async function listen(listener: RequestListener): Promise<ListeningDoor> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
