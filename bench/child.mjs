import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const pinned = spawnSync('taskset', ['-c', '1', 'true']).status === 0;

/** Whether servers and load have a core each. */
export const PINNED = pinned;

const answerOf = async (child, milliseconds) => {
  const limit = AbortSignal.timeout(milliseconds);
  const ended = new AbortController();
  const [answer] = await Promise.race([
    once(child, 'message', { signal: AbortSignal.any([limit, ended.signal]) }),
    once(child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error(`${child.spawnargs.slice(-4).join(' ')} ended early`);
    }),
  ]).finally(() => ended.abort());
  return answer;
};

/** Starts a file of this folder as a process of its own, `under` another program if asked, and waits for its first message. */
export const startChild = async (
  file,
  args,
  { core = 0, flags = [], under = [], milliseconds = 60_000 } = {},
) => {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const command = [...under, process.execPath, ...flags, path, ...args];
  const [program, ...rest] = pinned ? ['taskset', '-c', String(core), ...command] : command;
  const child = spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const first = await answerOf(child, milliseconds).catch((error) => {
    child.kill();
    throw error;
  });
  return {
    first,
    pid: child.pid,
    ask: (question, patience = 60_000) => {
      const answer = answerOf(child, patience);
      child.send(question);
      return answer;
    },
    stop: async () => {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
};
