import { createServer } from 'node:http';

/** A server of this machine; what it answers may depend on its own URL. */
export async function listen(makeListener, port = 0) {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  server.on('request', await makeListener(url));
  return { url, close: () => server.close().closeAllConnections() };
}
