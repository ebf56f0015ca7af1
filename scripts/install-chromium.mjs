// Gets Debian's chromium for the tests with a real browser (test/security, test/console), where it is absent and packages may be installed.
// Without it they are skipped.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const AT = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const MINUTES = 2;

const run = (...args) =>
  spawnSync('apt-get', ['-qq', ...args], {
    stdio: 'ignore',
    timeout: MINUTES * 60_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;

const install = () => run('update') && run('install', '-y', '--no-install-recommends', 'chromium');

const isRoot = process.getuid?.() === 0;
const isThere = existsSync(AT) || (isRoot && install() && existsSync(AT));
process.stdout.write(
  isThere ? `There is ${AT}.\n` : 'There is no chromium; tests with a browser are skipped.\n',
);
