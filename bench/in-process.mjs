import './ticks.mjs';
import { createServer } from 'node:http';
import { Duplex } from 'node:stream';
import { fits } from './check.mjs';
import { toAnswer, toParts } from './wire.mjs';

/** A contestant asked within its own process, one request after another. */

const confirm = (got, answer) => {
  if (!fits(got, answer)) throw new Error(`This is a wrong answer: ${JSON.stringify(got)}`);
};

/** Real node:http messages on a socket that is only memory. */
const throughListener = async ({ listener }, cases) => {
  const requests = cases.map(({ request }) => Buffer.from(request));
  let onFinish;
  let text = '';
  const socket = new Duplex({
    decodeStrings: false,
    read() {},
    write(chunk, _encoding, done) {
      text = chunk;
      done();
    },
    writev(parts, done) {
      text = parts.map(({ chunk }) => chunk).join('');
      done();
    },
  });
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    response.on('finish', () => process.nextTick(onFinish));
    listener(request, response);
  });
  server.emit('connection', socket);

  for (const [n, { answer }] of cases.entries()) {
    await new Promise((resolve) => {
      onFinish = resolve;
      socket.push(requests[n]);
    });
    confirm(toAnswer(text), answer);
  }

  return (count) =>
    new Promise((resolve) => {
      let n = 0;
      onFinish = () => (n === count ? resolve() : socket.push(requests[n++ % requests.length]));
      onFinish();
    });
};

/** `api.handle` alone: no messages of node:http at all. */
const throughHandle = async ({ handle }, cases) => {
  const requests = cases.map(({ request }) => toParts(request));
  for (const [n, { answer }] of cases.entries()) {
    const { status, headers, body } = await handle(requests[n]);
    const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1].split(';')[0];
    confirm({ status, type, body: JSON.parse(body) }, answer);
  }
  return async (count) => {
    for (let n = 0; n < count; n++) await handle(requests[n % requests.length]);
  };
};

const WAYS = { listener: throughListener, handle: throughHandle };

/** Asks once and checks all answers. Gives what asks so many times more; undefined where the contestant has no such way. */
export const createRun = async (contestant, work, way) => {
  const { cases, start } = await import(`./work/${work}.mjs`);
  const served = await (await import(`./contestants/${contestant}.mjs`))[start.app]();
  return served[way] && (await WAYS[way](served, cases));
};
