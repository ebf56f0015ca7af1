#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { isMainThread } from 'node:worker_threads';
import { main } from './main.ts';

let isServing = false;

/** A pipe that nobody reads any more (`| head`) is no error. Nothing more need be said, and what serves still has callers. */
const fallSilent = (error: Error & { readonly code?: string }): void => {
  if (error.code !== 'EPIPE') throw error;
  if (!isServing) process.exit();
};

/** Resolves when all that was written is out: pipes take texts only as fast as they are read. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => stream.write('', () => resolve()));

/** The second signal ends it as if nobody listened, whichever of the two it is. */
function toldToStop(resolve: () => void): void {
  isServing = true;
  const stop = (): void => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    resolve();
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

async function runProgram(): Promise<void> {
  process.stdout.on('error', fallSilent);
  process.stderr.on('error', fallSilent);
  process.exitCode = await main(process.argv.slice(2), {
    env: process.env,
    readInput: () => text(process.stdin),
    stopped: () => new Promise(toldToStop),
    write: (said) => void process.stdout.write(said),
    writeError: (said) => void process.stderr.write(said),
    watched: { out: process.stdout.isTTY === true, error: process.stderr.isTTY === true },
    entry: new URL(import.meta.url),
  });
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // Modules of users may hold connections and timers that would keep the process from ending.
  process.exit();
}

if (isMainThread) await runProgram();
else await (await import('./generation.ts')).runGeneration();
