// Has a report made, asks for it until it is there, and cancels another.
import { setTimeout as sleep } from 'node:timers/promises';

const base = process.argv[2] ?? 'http://127.0.0.1:8080';

const order = (pages, key) =>
  fetch(`${base}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
    body: JSON.stringify({ pages }),
  });

const tell = (what, ...rest) =>
  process.stdout.write(`${[what, ...rest.map((one) => JSON.stringify(one))].join(' ')}\n`);

/** Asks as often as the server proposes, until the answer is the one that POST would have given. */
async function fetchResult(accepted) {
  const { statusUrl } = await accepted.json();
  let answer = accepted;
  while (answer.status === 202) {
    await sleep(1000 * Number(answer.headers.get('retry-after') ?? 1));
    answer = await fetch(new URL(`${statusUrl}/result`, accepted.url));
  }
  return answer;
}

const short = await order(1);
tell('one page:', short.status, await short.json());

const key = crypto.randomUUID();
const accepted = await order(5, key);
const again = await order(5, key);
tell('five pages:', accepted.status);
tell(
  'the same call again is the same run:',
  accepted.headers.get('location') === again.headers.get('location'),
);
const result = await fetchResult(accepted);
tell('the result:', result.status, await result.json());

const { statusUrl } = await (await order(100)).json();
await fetch(new URL(statusUrl, base), { method: 'DELETE' });
const { status } = await (await fetch(new URL(statusUrl, base))).json();
tell('a hundred pages:', status);
