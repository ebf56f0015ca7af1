import cluster from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Several processes of one contestant on one port. Says the port; then, whenever asked, what each has cost so far. */

const [count, ...args] = process.argv.slice(2);

cluster.setupPrimary({ exec: fileURLToPath(new URL('server.mjs', import.meta.url)), args });
const workers = Array.from({ length: Number(count) }, () => cluster.fork());
const askAll = (question) =>
  Promise.all(
    workers.map(async (worker) => {
      if (question !== undefined) worker.send(question);
      const [answer] = await once(worker, 'message');
      return answer;
    }),
  );

const [{ port }] = await askAll();
process.on('message', async (question) => process.send(await askAll(question)));
process.on('disconnect', () => process.exit());
process.send({ port });
