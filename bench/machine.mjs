import { cpus, loadavg } from 'node:os';
import { PINNED } from './child.mjs';

const load = () => loadavg()[0].toFixed(1);

/** What figures were measured on, as a sentence; asked before they are, and gives it when they are. */
export const watchMachine = (pinning = PINNED ? 'server and load pinned to one each' : 'not pinned') => {
  const began = load();
  return () =>
    `${cpus()[0].model}, ${cpus().length} cores (${pinning}), ` +
    `Node ${process.version}, load average ${began} at the start and ${load()} at the end, ${new Date().toISOString().slice(0, 10)}`;
};
