#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { main } from './main.ts';

process.exitCode = await main(process.argv.slice(2), {
  env: process.env,
  readInput: () => text(process.stdin),
  stopped: () => new Promise((resolve) => process.once('SIGTERM', resolve).once('SIGINT', resolve)),
  write: (line) => process.stdout.write(line),
  writeError: (line) => process.stderr.write(line),
});
