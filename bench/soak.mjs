import { parseArgs } from 'node:util';
import { checkAnswers } from './check.mjs';
import { startChild } from './child.mjs';
import { median, toTable } from './figures.mjs';
import { watchMachine } from './machine.mjs';
import { cases, start } from './work/mixed.mjs';

/** Whether a server that has much to do for long stays as it is: `node bench/soak.mjs --minutes 10`. */

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, share: { type: 'string', default: '0.7' } },
});
const total = Number(values.minutes) * 60_000;
const share = Number(values.share);
const spans = Math.max(6, Math.round(total / 60_000));
const milliseconds = total / spans;

/** By how much the last third may be above the first: a part, and what is noise in any case. */
const FLAT = { p99: [1.5, 2], heap: [1.1, 1], resident: [1.25, 8] };

const describe = watchMachine();
const server = await startChild('server.mjs', ['opbind', start.app], { flags: ['--expose-gc'] });
const load = await startChild('load.mjs', [], { core: 1 });
const { port } = server.first;
const sent = {
  port,
  requests: cases.map(({ request }) => request),
  statuses: cases.map(({ answer }) => answer.status),
};

const press = async (time) => {
  const {
    answered,
    wrong,
    milliseconds: took,
  } = await load.ask({
    question: 'press',
    ...sent,
    milliseconds: time,
    most: 10_000_000,
  });
  if (wrong > 0) throw new Error(`${wrong} of ${answered} answers have the wrong status.`);
  return (answered / took) * 1000;
};

const measureSpan = async (perSecond) => {
  const question = { question: 'keepUp', ...sent, milliseconds, perSecond };
  const answers = await load.ask(question, milliseconds + 30_000);
  return { ...answers, ...(await server.ask({ collect: true })) };
};

const HEAD = ['minutes', 'requests', 'errors', 'p50 ms', 'p99 ms', 'heap MB', 'RSS MB'];

const toCells = ({ asked, errors, p50, p99, heap, resident }, n) => [
  (((n + 1) * milliseconds) / 60_000).toFixed(1),
  asked,
  errors,
  ...[p50, p99, heap, resident].map((value) => value.toFixed(1)),
];

const write = (text) => process.stdout.write(`${text}\n`);

/** The last third against the first. */
const judge = (found, key) => {
  const third = Math.floor(found.length / 3);
  const [first, last] = [found.slice(0, third), found.slice(-third)].map((part) =>
    median(part.map((each) => each[key])),
  );
  const [factor, more] = FLAT[key];
  const flat = last <= first * factor + more;
  write(
    `${key}: ${first.toFixed(1)} in the first third, ${last.toFixed(1)} in the last: ${flat ? 'flat' : 'GROWS'}`,
  );
  return flat;
};

await checkAnswers(load, 'opbind', port, cases);
await press(3000);
const capacity = await press(3000);
const perSecond = Math.floor(capacity * share);
write(`Capacity ${Math.round(capacity)} requests/s; ${perSecond}/s for ${values.minutes} minutes.\n`);

const found = [];
write(toTable(HEAD, []));
for (let n = 0; n < spans; n++) {
  found.push(await measureSpan(perSecond));
  write(`| ${toCells(found[n], n).join(' | ')} |`);
}
await load.stop();
await server.stop();

const errors = found.reduce((sum, each) => sum + each.errors, 0);
write(`\n${describe()}.\n`);
const steady = Object.keys(FLAT).map((key) => judge(found, key));
write(`errors: ${errors}`);
if (errors > 0 || steady.includes(false)) process.exitCode = 1;
