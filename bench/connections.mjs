import { connect } from 'node:net';
import { readAnswers } from './wire.mjs';

const CONNECTIONS = 32;
const pools = new Map();

// All connections read into it. Without a stream and new bytes for each answer, the load waits for the servers, and none of them for the load:
// an answer to somebody who has to be woken costs more.
const buffer = Buffer.alloc(65_536);

const open = (port) =>
  new Promise((resolve, reject) => {
    const take = readAnswers((status, bytes) => connection.onAnswer(status, bytes));
    const callback = (length) => {
      take(buffer.subarray(0, length));
      return true;
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } }, () =>
      resolve(connection),
    );
    const connection = { send: (request) => socket.write(request), onAnswer: undefined };
    socket.on('error', reject);
    socket.on('close', () => pools.delete(port));
  });

/** The connections to a port, opened when they are first asked for. */
export const poolOf = async (port) => {
  if (!pools.has(port))
    pools.set(port, await Promise.all(Array.from({ length: CONNECTIONS }, () => open(port))));
  return pools.get(port);
};
