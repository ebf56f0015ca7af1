import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { evaluate, run, runNode, tell } from './run.mjs';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return String(port);
}

/** A page of the package, with a port that is free in place of its own. */
async function readPage(app, name, port) {
  const page = readFileSync(join(app, 'node_modules/opbind', name), 'utf8');
  return page.replaceAll(port, await freePort());
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

/** What the page says is a compile error. */
const WRONG = `import { bind, reply } from 'opbind';
import type { operations } from './pets.ts';
// @ts-expect-error no such operation
await bind<operations>('pets.yaml', { adoptPet: () => null });
// @ts-expect-error no such status
await bind<operations>('pets.yaml', { getPet: () => reply(409) });
// @ts-expect-error a name is missing
await bind<operations>('pets.yaml', { getPet: () => ({ id: 1 }) });
`;

/** The page for newcomers, followed to the letter. */
export async function tryStart(app, compilers) {
  const page = await readPage(app, 'docs/getting-started.md', '8080');
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
  await writeFile(join(folder, 'wrong.ts'), WRONG);
  await Promise.all(compilers.map((compiler) => runNode(folder, join(compiler, 'bin/tsc'))));
  tell(`getting started: ${files.length} files, ${calls.length} calls, tests and types are as the page says`);
}

/** The first lines of the README, followed to the letter but for the port; and its first piece of code, with the document that they begin with. */
export async function tryReadme(app, compilers) {
  const page = await readPage(app, 'README.md', '3000');
  const folder = join(app, 'readme');
  mkdirSync(folder);
  const opbind = join(app, 'node_modules/.bin/opbind');
  const [init, check, serve] = [...page.matchAll(/^npx opbind (.+?)(?: &)? *#/gm)].map(([, command]) =>
    command.trim().split(' '),
  );
  const [call] = callsOf(page);
  await run(folder, opbind, ...init);
  await run(folder, opbind, ...check);
  const url = new URL(/http:\S+/.exec(call[0])[0]);
  const server = spawn(process.execPath, [opbind, ...serve, '--port', url.port], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await whenListening(url);
    const answer = await fetch(url);
    assert.deepEqual([answer.status, (await answer.json()).detail], [501, 'getPet is not written yet.']);
  } finally {
    server.kill();
  }
  await run(folder, opbind, ...init.slice(0, 1), '-o', 'typed');
  const [, code] = /^```ts ignore\n([\s\S]*?)^```$/m.exec(page);
  await writeFile(join(folder, 'typed/server.ts'), code);
  await Promise.all(
    compilers.map((compiler) => runNode(join(folder, 'typed'), join(compiler, 'bin/tsc'), '--noEmit')),
  );
  tell('README: its first lines and its first piece of code do what they say');
}
