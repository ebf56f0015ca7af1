import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { toNodeListener } from '../../src/doors/node.ts';
import type { Api, HttpRequest } from '../../src/index.ts';
import {
  type AuditAnswer,
  type AuditRequest,
  auditDoor,
  type CalledDoor,
  type StartDoor,
} from '../../src/testing/index.ts';
import { chunksOf, fieldsOf, inMemory } from './in-memory.ts';
import { listen } from './listen.ts';

type Change<Value> = (value: Value, request: AuditRequest) => Value | Promise<Value>;

async function bytesOf(body: AuditRequest['body']): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  if (body instanceof Uint8Array) chunks.push(body);
  else for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* piece(bytes: Uint8Array | string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(bytes);
}

/** A door in memory that does something wrong with requests, or with answers. */
const changing =
  (changeRequest: Change<AuditRequest>, changeAnswer: Change<AuditAnswer> = (answer) => answer): StartDoor =>
  (api: Api): CalledDoor => ({
    call: async (request) =>
      changeAnswer(await inMemory(api).call(await changeRequest(request, request)), request),
  });

const answering = (change: Change<AuditAnswer>): StartDoor => changing((request) => request, change);

/** A door in memory that hands on a body in a wrong way. */
const handing =
  (toBody: (bytes: Buffer, request: AuditRequest) => HttpRequest['body']): StartDoor =>
  (api): CalledDoor => ({
    async call(request) {
      const body = toBody(await bytesOf(request.body), request);
      const { method, target: url } = request;
      const answer = await api.handle({
        method,
        url,
        headers: fieldsOf(request),
        ...(body !== undefined && { body }),
      });
      const { status = 404, headers = [], body: content = null } = answer ?? {};
      return { status, headers, body: chunksOf(content) };
    },
  });

const changingTarget = (change: (target: string) => string): StartDoor =>
  changing((request) => ({ ...request, target: change(request.target) }));

const changingBody = (change: (bytes: Buffer) => Uint8Array): StartDoor =>
  changing(async ({ body, headers, ...request }) => ({
    ...request,
    headers: headers.filter(([name]) => name !== 'content-length'),
    body: body && change(await bytesOf(body)),
  }));

const changingHeaders = (change: (headers: AuditRequest['headers']) => AuditRequest['headers']): StartDoor =>
  changing((request) => ({ ...request, headers: change(request.headers) }));

const changingChunks = (
  change: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): StartDoor => answering((answer) => ({ ...answer, body: change(answer.body) }));

/** A server in front of the real door. */
const before =
  (change: (listener: RequestListener) => RequestListener): StartDoor =>
  (api) =>
    listen(change(toNodeListener(api)));

/** Reads all that there is, as fast as it is made. */
async function* greedily(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const read: Uint8Array[] = [];
  const reading = (async () => {
    for await (const chunk of chunks) if (read.push(chunk) > 2000) break;
  })();
  await reading;
  yield* read;
}

async function* cutAt(most: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    if (length < most) yield chunk.subarray(0, most - length);
    length += chunk.byteLength;
  }
}

async function* butLast(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined;
  for await (const chunk of chunks) {
    if (last !== undefined) yield last;
    last = chunk;
  }
}

async function* quietly(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch {
    // Nobody is told.
  }
}

const MILLION = 1_000_000;

/** Answers each call with what was asked last. */
const mixing: StartDoor = (api) => {
  let target = '';
  return {
    async call(request) {
      if (request.target.includes('/number/')) target = request.target;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return inMemory(api).call(target === '' ? request : { ...request, target });
    },
  };
};

const closing: StartDoor = before((listener) => (incoming, outgoing) => {
  outgoing.setHeader('connection', 'close');
  listener(incoming, outgoing);
});

/** Keeps it from answers that wait for others that their caller has gone. */
const forgettingQueued: StartDoor = before((listener) => (incoming, outgoing) => {
  if (outgoing.socket === null) {
    const emit = outgoing.emit.bind(outgoing);
    outgoing.emit = (name: string, ...args: unknown[]) => name !== 'close' && emit(name, ...args);
  }
  listener(incoming, outgoing);
});

/** Believes whoever says where he is from. */
const believing: StartDoor = (api) =>
  listen(async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const clientIp = headers['x-forwarded-for'] as string;
    const answer = await api.handle({ method, url, headers, clientIp });
    outgoing.end(answer?.body);
  });

const refusingToContinue: StartDoor = async (api) => {
  const server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
  server.on('checkContinue', (_, outgoing) => outgoing.writeHead(417).end());
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const HOST = { host: { target: '/host', text: 'host' } };

/** Each breaks a door in one way, and the checks that have to find it. */
const SABOTAGE: readonly (readonly [what: string, startDoor: StartDoor, found: readonly string[]])[] = [
  [
    'ends every text with a line break',
    changingChunks(async function* (chunks) {
      yield* chunks;
      yield* piece('\n');
    }),
    ['an answer has its status, media type, length and content', 'bytes come in and go out as they are'],
  ],
  [
    'labels all as text',
    answering(({ headers, ...answer }) => ({
      ...answer,
      headers: headers.map(([name, value]) => [name, name === 'content-type' ? 'text/html' : value]),
    })),
    [
      'an answer has its status, media type, length and content',
      'what is wrong with a request is told by the API',
    ],
  ],
  [
    'knows few statuses',
    answering((answer) => ({ ...answer, status: answer.status % 10 > 4 ? 500 : answer.status })),
    ['any status goes out'],
  ],
  [
    'sends one line of a name',
    answering((answer) => ({ ...answer, headers: [...new Map(answer.headers)] })),
    ['header fields go out, and repeated ones keep all their values', 'two cookies are set by two lines'],
  ],
  [
    'joins the lines of a name',
    answering((answer) => ({
      ...answer,
      headers: Object.entries(fieldsOf({ ...answer, method: '', target: '', body: undefined })),
    })),
    ['two cookies are set by two lines'],
  ],
  [
    'announces bodies that are not there',
    answering((answer) => ({ ...answer, headers: [...answer.headers, ['content-type', 'text/plain']] })),
    ['204 and 304 have no body and do not speak of one'],
  ],
  [
    'says the status where there is no body',
    answering((answer) =>
      answer.headers.length === 0 ? { ...answer, body: piece(String(answer.status)) } : answer,
    ),
    ['204 and 304 have no body and do not speak of one', 'another answer without a body is whole'],
  ],
  [
    'answers HEAD as GET',
    changing((request) => ({ ...request, method: request.method === 'HEAD' ? 'GET' : request.method })),
    ['HEAD has the fields of GET and no body', 'HEAD of a stream ends it'],
  ],
  [
    'forgets the length of what HEAD asks for',
    answering((answer, { method }) => (method === 'HEAD' ? { ...answer, headers: [] } : answer)),
    ['HEAD has the fields of GET and no body'],
  ],
  [
    'answers OPTIONS itself',
    answering((answer, { method }) => (method === 'OPTIONS' ? { ...answer, status: 200 } : answer)),
    ['OPTIONS and a wrong method are told what is allowed'],
  ],
  [
    'forgets what is allowed',
    answering((answer) => ({ ...answer, headers: answer.headers.filter(([name]) => name !== 'allow') })),
    ['OPTIONS and a wrong method are told what is allowed'],
  ],
  ['cuts long answers', changingChunks((chunks) => cutAt(MILLION, chunks)), ['a large answer comes whole']],
  [
    'cuts long bodies',
    changingBody((bytes) => bytes.subarray(0, MILLION)),
    ['a large body comes in whole, whether its length is announced or not'],
  ],
  [
    'shows where a process failed',
    answering((answer) =>
      answer.status === 500
        ? { ...answer, headers: [['x-stack', 'Error\n at process (/api.js:1:2)']] }
        : answer,
    ),
    ['a process that fails is a 500 that tells nothing of it'],
  ],
  [
    'answers what is not its own',
    answering((answer) => (answer.status === 404 ? { ...answer, status: 200 } : answer)),
    ['what the API has no path for is left to the host application', 'what nobody has a path for is a 404'],
  ],
  ['mixes answers up', mixing, ['answers of many calls at once are not mixed up']],
  [
    'decodes paths',
    changingTarget((target) => decodeURI(target).replaceAll('%2F', '/')),
    ['the path is split before it is decoded'],
  ],
  [
    'normalises paths',
    changingTarget((target) => new URL(target, 'http://a').href.slice('http://a'.length)),
    ['the path is taken as it was sent, dot segments and all'],
  ],
  [
    'mends percent signs',
    changingTarget((target) => target.replace(/%(?![\da-f]{2})/gi, '%25')),
    ['a percent sign that begins no escape is refused'],
  ],
  [
    'keeps one value of a name',
    changingTarget((target) => {
      const [path, query] = target.split('?');
      return query === undefined
        ? target
        : `${path}?${new URLSearchParams([...new Map([...new URLSearchParams(query)])])}`;
    }),
    ['the query is taken with all its values, in their order'],
  ],
  [
    'decodes queries',
    changingTarget((target) => {
      const [path, query] = target.split('?');
      return query === undefined ? target : `${path}?${decodeURIComponent(query)}`;
    }),
    ['the query is taken with all its values, in their order'],
  ],
  [
    'keeps one field of a name',
    changingHeaders((headers) => [...new Map(headers)]),
    ['header fields come in: in any case, repeated, with cookies'],
  ],
  [
    'hands on fields of its own',
    changingHeaders((headers) => [...headers, [':path', '/']]),
    ['header fields come in: in any case, repeated, with cookies'],
  ],
  [
    'forgets the host',
    changingHeaders((headers) => headers.filter(([name]) => name !== 'host')),
    ['method and URL are those that the client used'],
  ],
  ['believes anybody', believing, ['the address of the peer and the protocol of the connection are known']],
  [
    'tells itself what is wrong',
    answering((answer) =>
      answer.status === 400 ? { ...answer, body: piece('{"error":"Bad Request"}') } : answer,
    ),
    [
      'what is wrong with a request is told by the API',
      'a body that is too long or malformed is refused by the API',
    ],
  ],
  [
    'loses bodies',
    changing((request) => ({ ...request, body: undefined })),
    ['a JSON body comes in as its value'],
  ],
  [
    'makes up bodies',
    handing((bytes, { method }) => (method === 'POST' && bytes.byteLength === 0 ? { parsed: {} } : bytes)),
    ['an empty object and no body at all are told apart'],
  ],
  [
    'takes a plus for a plus',
    changingBody((bytes) => Buffer.from(bytes.toString('latin1').replaceAll('+', '%2B'), 'latin1')),
    ['a form comes in with its types'],
  ],
  [
    'takes bytes for text',
    changingBody((bytes) => Buffer.from(bytes.toString('utf8'))),
    ['bytes come in and go out as they are'],
  ],
  [
    'keeps the value of a body only',
    handing((bytes) => (bytes.byteLength > 0 ? { parsed: JSON.parse(bytes.toString()) } : undefined)),
    ['the bytes of a JSON body can be had for its signature'],
  ],
  [
    'takes what it cannot parse for nothing',
    handing((bytes) => {
      try {
        return { parsed: JSON.parse(bytes.toString()) };
      } catch {
        return { parsed: {} };
      }
    }),
    ['a body that is too long or malformed is refused by the API'],
  ],
  ['reads bodies first', changingBody((bytes) => bytes), ['a body is read while it is sent']],
  [
    'collects answers',
    changingChunks(greedily),
    [
      'the first piece of an answer comes before the last one is made',
      'events come one by one',
      'an answer waits for a caller who does not read, and ends when he goes',
    ],
  ],
  [
    'waits for the first piece',
    answering(async (answer) => {
      const chunks = answer.body[Symbol.asyncIterator]();
      const first = await chunks.next();
      async function* all(): AsyncGenerator<Uint8Array> {
        if (!first.done) yield first.value;
        yield* { [Symbol.asyncIterator]: () => chunks };
      }
      return { ...answer, body: all() };
    }),
    ['the head of an answer comes before its first piece is made'],
  ],
  ['loses the last piece', changingChunks(butLast), ['an answer that is made piece by piece comes whole']],
  ['ends what breaks', changingChunks(quietly), ['an answer that breaks does not pass for a whole one']],
  [
    'does not learn that callers go',
    changing((request) => ({ ...request, signal: undefined })),
    ['a process learns that its caller has gone'],
  ],
  [
    'closes connections',
    closing,
    [
      'a connection is used on after a body that was refused',
      'a connection is used on after a body that nobody has read',
      'a connection is used on after answers without a body',
      'requests that come before the answer to the first are answered in turn',
    ],
  ],
  [
    'forgets answers that wait',
    forgettingQueued,
    [
      'a process whose answer has to wait for another learns that its caller has gone',
      'an answer that has to wait for another ends when its caller goes',
    ],
  ],
  ['refuses to continue', refusingToContinue, ['a client that waits for 100 Continue is told to go on']],
];

/** The checks that fail because something does not come, and what. All others fail by what they see. */
const AWAITED: Readonly<Record<string, string>> = {
  'HEAD of a stream ends it': 'The end of the check',
  'a body is read while it is sent': 'the first line of a body',
  'the first piece of an answer comes before the last one is made': 'the first piece of an answer',
  'events come one by one': 'the first event',
  'the head of an answer comes before its first piece is made': 'the head of an answer',
  'a process learns that its caller has gone': 'the abort of the run',
  'a process whose answer has to wait for another learns that its caller has gone': 'the abort of the run',
  'an answer that has to wait for another ends when its caller goes':
    'the end of a stream whose caller has gone',
  'requests that come before the answer to the first are answered in turn': '"three"}',
  'a client that waits for 100 Continue is told to go on': 'HTTP/1.1 100',
};

const checksOf = (startDoor: StartDoor, patience = 10_000) => auditDoor(startDoor, { ...HOST, patience });

const ROWS = SABOTAGE.flatMap(([what, startDoor, found]) => found.map((name) => ({ what, name, startDoor })));

test.each(ROWS.filter(({ name }) => !(name in AWAITED)))('a door that $what fails: $name', async (row) => {
  const check = checksOf(row.startDoor).find(({ name }) => name === row.name);
  await expect(check?.run()).rejects.toMatchObject({
    name: 'AssertionError',
    message: expect.not.stringContaining('did not come within'),
  });
});

test.concurrent.each(ROWS.filter(({ name }) => name in AWAITED))(
  'a door that $what fails: $name',
  async (row) => {
    const check = checksOf(row.startDoor, 1500).find(({ name }) => name === row.name);
    await expect(check?.run()).rejects.toMatchObject({
      name: 'AssertionError',
      message: expect.stringContaining(`${AWAITED[row.name]} did not come within`),
    });
  },
);

test('every check can fail', () => {
  const names = checksOf(inMemory).map(({ name }) => name);
  expect(new Set(SABOTAGE.flatMap(([, , found]) => found))).toEqual(new Set(names));
  expect(new Set(names).size).toBe(names.length);
});

describe('a check that is skipped', () => {
  const [cookies] = auditDoor(inMemory, { lacks: ['cookies'] }).filter(({ skip }) => skip !== false);

  test('says why, and does not pass when it is run all the same', async () => {
    expect(cookies?.skip).toContain('cookies');
    await expect(cookies?.run()).rejects.toThrow('cookies');
  });
});
