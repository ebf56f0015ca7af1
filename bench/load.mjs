import { poolOf } from './connections.mjs';
import { keepUp } from './keep-up.mjs';

/** The load, in a process of its own: asks a port the given requests in turn, over connections that stay open. */

/** Every answer in full, one after another. */
const readAll = async ({ port, requests }) => {
  const [connection] = await poolOf(port);
  const answers = [];
  for (const request of requests)
    answers.push(
      await new Promise((resolve) => {
        connection.onAnswer = (_status, bytes) => resolve(bytes.toString());
        connection.send(Buffer.from(request));
      }),
    );
  return { answers };
};

/** As many answers as come in the time, at most `most`. Counts those with another status than the expected one. */
const press = async ({ port, requests, statuses, milliseconds, most }) => {
  const bytes = requests.map((request) => Buffer.from(request));
  const pool = await poolOf(port);
  const began = performance.now();
  let [sent, answered, wrong] = [0, 0, 0];
  return new Promise((resolve) => {
    const next = (connection) => {
      const n = sent++ % bytes.length;
      connection.onAnswer = (status) => {
        answered++;
        if (status !== statuses[n]) wrong++;
        if (sent < most && performance.now() - began < milliseconds) next(connection);
        else if (answered === sent) resolve({ answered, wrong, milliseconds: performance.now() - began });
      };
      connection.send(bytes[n]);
    };
    for (const connection of pool) next(connection);
  });
};

const QUESTIONS = { readAll, press, keepUp };
process.on('message', async ({ question, ...rest }) => process.send(await QUESTIONS[question](rest)));
process.on('disconnect', () => process.exit());
process.send({ ready: true });
