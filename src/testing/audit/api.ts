import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../api.ts';
import { bind } from '../../bind.ts';
import { reply } from '../../process/reply.ts';
import type { Processes } from '../../processes.ts';
import { DOCUMENT } from './document.ts';
import type { Seen } from './seen.ts';

/** Bytes of a large body: too many for any buffer on the way. */
export const LARGE: number = 2 * 1024 * 1024;

/** Bytes of a body that `/small` takes. */
export const SMALL = 1000;

const CHUNK = new Uint8Array(64 * 1024);

async function* gated(seen: Seen, first: unknown, last: unknown): AsyncGenerator<unknown> {
  if (first !== undefined) yield first;
  await seen.gate.happened;
  yield last;
}

async function* endless(seen: Seen): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      seen.chunks += 1;
      seen.chunk.happen();
      yield CHUNK;
    }
  } finally {
    seen.closed.happen();
  }
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield CHUNK;
  throw new Error('The audit breaks this stream.');
}

async function count(items: unknown, seen: Seen): Promise<number> {
  let length = 0;
  for await (const _ of items as AsyncIterable<unknown>) {
    seen.item.happen();
    length += 1;
  }
  return length;
}

function waits({ signal }: { readonly signal: AbortSignal }, seen: Seen): Promise<object> {
  seen.begun.happen();
  return new Promise((resolve) => {
    const aborted = (): void => {
      seen.aborted.happen();
      resolve({});
    };
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted);
  });
}

const processesOf = (seen: Seen): Processes => ({
  text: ({ path }) => ({ text: path['text'] }),
  query: ({ query }) => query,
  call: ({ http: { method, uri, protocol, clientIp, headers, cookies } }) => ({
    method,
    uri,
    protocol,
    clientIp,
    cookies,
    fields: Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-'))),
    odd: Object.keys(headers).filter((name) => !/^[a-z0-9-]+$/.test(name)),
  }),
  fields: () => reply(200, {}, { headers: { 'x-one': 'a', link: ['</a>; rel="a"', '</b>; rel="b"'] } }),
  cookies: () => reply(200, {}, { headers: { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/'] } }),
  status: ({ path }) => reply(path['number'] as number),
  number: async ({ path, body }) => {
    await sleep(Math.random() * 30);
    return { number: path['number'], body };
  },
  json: ({ body }) => ({ body }),
  small: { process: ({ body }) => ({ body }), limits: { body: SMALL } },
  optional: ({ body }) => ({ isAbsent: body === undefined, body }),
  form: ({ body }) => ({ body }),
  signed: ({ http }) => ({ hash: http.bytes && createHash('sha256').update(http.bytes).digest('hex') }),
  bytes: ({ http }) => http.bytes,
  lines: async ({ body }) => ({ count: await count(body, seen) }),
  ignored: () => ({ isIgnored: true }),
  fails: () => {
    throw new Error('a secret of the audit');
  },
  large: () => new Uint8Array(LARGE).fill(97),
  stream: () => gated(seen, 'first', 'last'),
  late: () => gated(seen, undefined, 'last'),
  events: () => gated(seen, { data: 'first' }, { data: 'last' }),
  endless: () => endless(seen),
  broken: () => broken(),
  waits: ({ run }) => waits(run, seen),
});

/** The API that doors are audited with. */
export const bindAudited = (seen: Seen): Promise<Api> =>
  bind(DOCUMENT, processesOf(seen), { limits: { body: 2 * LARGE }, onError: () => undefined });
