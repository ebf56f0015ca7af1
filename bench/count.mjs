import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.mjs';

/** Processor instructions, as valgrind counts them, and bytes of a request without sockets: nearly free of noise. */

const [PARTS, COUNT, COUNTS] = [50, 500, 4];
// One thread, and a young generation that is as large from the start as it becomes: the same is collected at the same time.
const STEADY = [
  '--single-threaded',
  '--random-seed=1',
  '--hash-seed=1',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
];

export const CAN_COUNT = ['valgrind', 'vgdb'].every((program) => spawnSync(program, ['--help']).status === 0);

/** Says something to the valgrind of a process. */
const tell = (pid, ...words) => {
  const { status, stderr } = spawnSync('vgdb', [`--pid=${pid}`, ...words], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (status !== 0) throw new Error(`valgrind does not listen: ${stderr}`);
};

const countOnce = async ({ pid, ask }, out, number) => {
  tell(pid, 'zero');
  const { bytes } = await ask(COUNT);
  tell(pid, 'dump');
  const [, total] = /^totals: (\d+)/m.exec(readFileSync(`${out}.${number}`, 'utf8'));
  return { instructions: Number(total) / COUNT, bytes };
};

/**
 * Warmed up at the speed of a program that is not counted; in parts, for what comes after a pause is compiled anew. The
 * fewest instructions of some counts, and the most bytes, are those without a collection of the garbage of many.
 */
const countIn = async (child, out) => {
  for (let part = 0; part < PARTS; part++) await child.ask(COUNT);
  tell(child.pid, 'instrumentation', 'on');
  const counts = [];
  for (let number = 1; number <= COUNTS; number++) counts.push(await countOnce(child, out, number));
  return {
    instructions: Math.min(...counts.map(({ instructions }) => instructions)),
    bytes: Math.max(...counts.map(({ bytes }) => bytes)),
  };
};

/** Undefined where the contestant has no such way. */
export const countCosts = async ([contestant, work, way], core = 0) => {
  const folder = mkdtempSync(join(tmpdir(), 'opbind-count-'));
  const out = join(folder, 'out');
  const counter = ['valgrind', '-q', '--tool=callgrind', '--instr-atstart=no', `--callgrind-out-file=${out}`];
  const child = await startChild('counted.mjs', [contestant, work, way], {
    core,
    flags: STEADY,
    under: counter,
  });
  try {
    return child.first.absent ? undefined : await countIn(child, out);
  } finally {
    await child.stop();
    rmSync(folder, { recursive: true });
  }
};

/** As many at the same time as there are cores: what others do meanwhile is not counted. */
export const countAll = async (wanted, say, cores = 2) => {
  const found = [];
  const left = [...wanted.entries()];
  const work = async (core) => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [n, one] = next;
      say(`instructions: ${one.join(' ')}`);
      found[n] = await countCosts(one, core);
    }
  };
  await Promise.all(Array.from({ length: cores }, (_, core) => work(core)));
  return found;
};
