import './ticks.mjs';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** One contestant on a free port. Says the port; then, whenever asked, what it has cost so far, its garbage collected if that is asked too. */

const [contestant, app, description] = process.argv.slice(2);
const module = await import(`./contestants/${contestant}.mjs`);
const { listener } = await module[app](description && JSON.parse(readFileSync(description, 'utf8')));

const server = createServer({ keepAliveTimeout: 120_000 }, listener);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', ({ collect = false }) => {
  if (collect) gc();
  const { user, system } = process.cpuUsage();
  const { heapUsed, rss } = process.memoryUsage();
  process.send({
    microseconds: user + system,
    megabytes: process.resourceUsage().maxRSS / 1024,
    heap: heapUsed / 1024 ** 2,
    resident: rss / 1024 ** 2,
  });
});
process.on('disconnect', () => process.exit());
