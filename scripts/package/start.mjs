import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { evaluate, run, runNode, tell } from './run.mjs';

/** What the page says, with a port that is free. */
async function readStart(app) {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  const page = readFileSync(join(app, 'node_modules/opbind/docs/getting-started.md'), 'utf8');
  return page.replaceAll('8080', String(port));
}

/** Files of a page: blocks whose first line is a comment with a name. */
const filesOf = (page) => [...page.matchAll(/^```\w+(?: ignore)?\n(?:\/\/|#) (\S+\.\w+)\n([\s\S]*?)^```$/gm)];

/** Lines for curl, with the status that stands beside them. */
const callsOf = (page) => [...page.matchAll(/^curl (.+?)(?:\s+# (\d{3}).*)?$/gm)];

async function tryCall([, command, status = '200']) {
  const body = /--json '([^']+)'/.exec(command)?.[1];
  const method = /-X (\w+)/.exec(command)?.[1] ?? (body === undefined ? 'GET' : 'POST');
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(/http:\S+/.exec(command)[0], { method, headers, body });
  assert.equal(answer.status, Number(status), command);
}

/** Calls what is about to listen. */
async function whenListening(url, tries = 100) {
  await fetch(url).catch(async (error) => {
    if (tries === 0) throw error;
    await sleep(100);
    await whenListening(url, tries - 1);
  });
}

async function tryServer(folder, calls) {
  const server = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await whenListening(/http:\S+/.exec(calls[0][0])[0]);
    for (const call of calls) await tryCall(call);
  } finally {
    server.kill();
  }
}

/** The page for newcomers, followed to the letter. */
export async function tryStart(app, compilers) {
  const page = await readStart(app);
  const folder = join(app, 'start');
  mkdirSync(folder);
  const files = filesOf(page);
  for (const [, name, text] of files) await writeFile(join(folder, name), text);
  const calls = callsOf(page);
  await tryServer(folder, calls);
  const [, said] = /^```\n(1 finding [\s\S]*?)^```$/m.exec(page);
  const misspelt = `import { bind } from 'opbind'; bind('pets.yaml', { getPets: () => 1 }).catch(({ message }) => console.log(message))`;
  assert.equal(await evaluate(folder, misspelt), said);
  await runNode(folder, '--test');
  const [, command] = /^npx opbind (types .+)$/m.exec(page);
  await run(folder, join(app, 'node_modules/.bin/opbind'), ...command.split(' '));
  await Promise.all(compilers.map((compiler) => runNode(folder, join(compiler, 'bin/tsc'))));
  tell(`getting started: ${files.length} files, ${calls.length} calls, tests and types are as the page says`);
}
