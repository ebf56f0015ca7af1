// As many processes as there are cores, on one port. One that dies is started again; SIGTERM stops all, each when it has finished what it began.
//
//   node examples/cluster/server.mjs &
//   curl localhost:8080/who; curl localhost:8080/who; kill -TERM %1; wait
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const count = Number(process.env.WORKERS ?? availableParallelism());
let stopping = false;

cluster.setupPrimary({ exec: fileURLToPath(new URL('worker.mjs', import.meta.url)) });

cluster.on('listening', ({ process: { pid } }, { port }) => {
  process.stdout.write(`${pid} listening on ${port}\n`);
});

cluster.on('exit', async ({ process: { pid } }, code, signal) => {
  if (stopping) return;
  process.stderr.write(`${pid} has ended: ${signal ?? code}\n`);
  await sleep(1000); // one that cannot start is not started a thousand times a second
  if (!stopping) cluster.fork();
});

const tell = (signal) => {
  for (const worker of Object.values(cluster.workers)) worker.process.kill(signal);
};

const stop = async () => {
  if (stopping) return;
  stopping = true;
  tell('SIGTERM');
  await sleep(25_000, undefined, { ref: false });
  tell('SIGKILL');
};

process.on('SIGTERM', stop);
process.on('SIGINT', stop);

for (let n = 0; n < count; n += 1) cluster.fork();
