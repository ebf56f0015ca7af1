import { connect } from 'node:net';
import { readAnswers } from './wire.mjs';

const CONNECTIONS = 32;
const pools = new Map();

const open = (port) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(connection));
    const connection = { send: (request) => socket.write(request), onAnswer: undefined };
    socket.on(
      'data',
      readAnswers((status, bytes) => connection.onAnswer(status, bytes)),
    );
    socket.on('error', reject);
    socket.on('close', () => pools.delete(port));
  });

/** The connections to a port, opened when they are first asked for. */
export const poolOf = async (port) => {
  if (!pools.has(port))
    pools.set(port, await Promise.all(Array.from({ length: CONNECTIONS }, () => open(port))));
  return pools.get(port);
};
