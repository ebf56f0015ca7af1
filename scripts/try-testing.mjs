// Runs the tests of examples/testing with both runners, and fails where one of them does.
import { spawnSync } from 'node:child_process';

const run = (...command) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}`);
  process.exit(1);
};

run('--test', 'examples/testing/todos.node-test.mjs');
run('node_modules/vitest/vitest.mjs', 'run', '--root', 'examples/testing');
process.stdout.write('The tests of examples/testing pass with node:test and with vitest.\n');
