import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { get as getTls } from 'node:https';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority } from '../certificates.ts';
import { createFolder, PETS } from './folder.ts';
import { buildProgram, MAIN, NODE_DOOR, PROGRAM, type Running, runProgram, startProgram } from './program.ts';

const execute = promisify(execFile);

const folder = createFolder();
const pets = folder.file('pets.yaml', PETS);

beforeAll(buildProgram, 60_000);

const running: Running[] = [];

async function start(...args: Parameters<typeof startProgram>): Promise<Running> {
  const one = await startProgram(...args);
  running.push(one);
  return one;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')));
});

afterAll(folder.remove);

describe('the program', () => {
  test('says its version, and ends with a code', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runProgram(['--version'])).toEqual({ code: 0, out: `${version}\n`, error: '' });
    expect(await runProgram(['tokn'])).toEqual({
      code: 2,
      out: '',
      error: 'There is no command tokn. Did you mean token?\n',
    });
    expect((await runProgram(['check', pets, '--strict'])).code).toBe(1);
    const begun = await runProgram(['init', '-o', folder.file('begun'), '--js', '--json']);
    expect([begun.code, begun.error]).toEqual([0, '']);
  });

  test('runs by a link, as npx runs it', async () => {
    const link = folder.file('bin/opbind');
    folder.file('bin/x', '');
    symlinkSync(PROGRAM, link);
    expect((await execute(process.execPath, [link, 'check', pets])).stdout).toContain('1 warning');
  });

  test('is quiet where nobody reads on', async () => {
    const documents = Array.from({ length: 200 }, () => pets);
    const line = [process.execPath, PROGRAM, 'check', ...documents].map((part) => `'${part}'`).join(' ');
    const { stdout, stderr } = await execute('sh', ['-c', `${line} | head -n 1`]);
    expect([stdout.split('\n').length, stderr]).toEqual([2, '']);
  });

  test('writes all of a long output into a pipe', async () => {
    const { out } = await runProgram(['check', ...Array.from({ length: 100 }, () => pets), '--json']);
    expect((JSON.parse(out) as { documents: unknown[] }).documents).toHaveLength(100);
  });

  test('ends though a module holds on to something', async () => {
    const module = folder.file('holds.mjs', 'setInterval(() => {}, 1000); export const login = () => 1;');
    expect((await runProgram(['check', pets, module])).code).toBe(0);
  });

  test.each([
    ['it', 'syntax.mjs', 'const a = ;', 'syntax.mjs:1'],
    ['what it imports', 'imports.mjs', 'import "./syntax.mjs";', 'imports.mjs cannot be loaded'],
  ])('says where the syntax of a module is wrong: in %s', async (_, name, text, said) => {
    folder.file('syntax.mjs', 'const a = ;');
    const { code, error } = await runProgram(['check', pets, folder.file(name, text)]);
    expect([code, error]).toEqual([1, expect.stringContaining(said)]);
    const served = await runProgram(['serve', pets, folder.file(name)]);
    expect([served.code, served.error]).toEqual([
      1,
      expect.stringMatching(/syntax\.mjs:1\nconst a = ;\n +\^/),
    ]);
  });

  test('runs TypeScript where Node does, and says so where it does not', async () => {
    const module = folder.file('typed.ts', 'export const login = (): number => 1;');
    const { code, error } = await runProgram(['check', pets, module]);
    const runs = Object.entries(process.features).some(
      ([name, how]) => name === 'typescript' && Boolean(how),
    );
    expect([code, error]).toEqual(
      runs ? [0, ''] : [1, expect.stringContaining('is TypeScript, which Node runs from 22.18 on')],
    );
  });
});

interface Answered {
  readonly status: number;
  readonly text: string;
}

function toAnswer(incoming: IncomingMessage): Promise<Answered> {
  return new Promise((resolve, reject) => {
    let text = '';
    incoming
      .on('data', (data: Buffer) => {
        text += data;
      })
      .on('end', () => resolve({ status: incoming.statusCode ?? 0, text }))
      .on('error', reject);
  });
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

afterAll(() => agent.destroy());

function call(url: string, headers: Record<string, string> = {}, body?: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers, method: body === undefined ? 'GET' : 'POST' }, (incoming) =>
      toAnswer(incoming).then(resolve, reject),
    )
      .on('error', reject)
      .end(body);
  });
}

describe('opbind mock', () => {
  test('answers from the document, and from the next one', async () => {
    const document = folder.file('mock.yaml', PETS);
    const { url, event, events, errors, stop } = await start(['mock', document, '--cors', '*']);
    expect(await call(`${url}/v1/pets/7`)).toEqual({ status: 200, text: '{"name":"Tom"}' });
    expect((await call(`${url}/v1/pets/7`, { prefer: 'code=404' })).text).toBe('{"message":"none"}');
    expect((await call(`${url}/v1/pets/tom`)).status).toBe(404);
    folder.file('mock.yaml', PETS.replaceAll('name: Tom', 'name: Rex'));
    await event('reloaded');
    expect((await call(`${url}/v1/pets/7`)).text).toBe('{"name":"Rex"}');
    folder.file('mock.yaml', 'openapi: 3.1.0\npaths: [');
    expect((await event('refused'))['findings']).toMatchObject([{ code: 'document-malformed' }]);
    expect((await call(`${url}/v1/pets/7`)).text).toBe('{"name":"Rex"}');
    folder.file('mock.yaml', PETS);
    await event('reloaded');
    expect((await call(`${url}/v1/pets/7`)).text).toBe('{"name":"Tom"}');
    expect(await stop()).toBe(0);
    const answered = events.filter((one) => one.event === 'answered');
    expect(answered[2]).toMatchObject({
      method: 'GET',
      url: '/v1/pets/tom',
      status: 404,
      code: 'route-not-found',
    });
    expect(errors()).toBe('');
  });

  test('watches all files of a document, and serves what is there without', async () => {
    const text = (type: string): string => `{ "type": "string", "example": "${type}" }`;
    folder.file('parts/schema.json', text('a'));
    const document = folder.file(
      'parts/root.yaml',
      `openapi: 3.0.0\ninfo: { title: a, version: '1' }\npaths: { /a: { get: { responses: { 200: { description: ok, content: { application/json: { schema: { $ref: schema.json } } } } } } } }\n`,
    );
    const watching = await start(['mock', document]);
    const still = await start(['mock', document, '--no-watch']);
    expect((await call(`${watching.url}/a`)).text).toBe('"a"');
    folder.file('parts/schema.json', text('b'));
    await watching.event('reloaded');
    expect((await call(`${watching.url}/a`)).text).toBe('"b"');
    expect((await call(`${still.url}/a`)).text).toBe('"a"');
  });
});

const PRINTS = 'export const login = () => { console.log("a"); console.error("b"); return "in"; };';

test.each<[name: string, args: readonly string[]]>([
  ['mock', []],
  ['serve', [folder.file('prints.mjs', PRINTS), '--mock']],
])('opbind %s serves on where nobody reads its log any more', async (name, args) => {
  const { url, leave, stop } = await start([name, pets, ...args]);
  leave();
  for (let calls = 0; calls < 3; calls += 1) {
    expect((await call(`${url}/v1/users/login`)).status).toBe(200);
    expect((await call(`${url}/nowhere`)).status).toBe(404);
  }
  expect(await stop()).toBe(0);
});

const SERVICE = `openapi: 3.1.0
info: { title: Service, version: 1.0.0 }
paths:
  /version: { get: { operationId: version, responses: { 200: { description: ok } } } }
  /echo: { post: { operationId: echo, requestBody: { required: true, content: { application/json: { schema: { type: object } } } }, responses: { 200: { description: ok } } } }
  /slow: { get: { operationId: slow, responses: { 200: { description: ok } } } }
  /events: { get: { operationId: events, responses: { 200: { description: ok, content: { text/event-stream: {} } } } } }
  /late: { get: { operationId: late, responses: { 200: { description: ok } } } }
`;

const PROCESSES = `import { number } from './lib/middle.mjs';
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
export default {
  processes: {
    version: () => number(),
    echo: ({ body }) => body,
    slow: async () => (await wait(400), number()),
    events: async function* () {
      try {
        for (let i = 0; i < 5; i += 1) yield (await wait(100), number());
      } finally {
        console.log('{"event":"ended"}');
      }
    },
  },
  close: () => console.log('{"event":"let-go"}'),
};
`;

/** A document, a module, and what that imports by another one. */
function writeService(name: string): { document: string; module: string; put(number: number): void } {
  const put = (number: number): void => {
    folder.file(`${name}/lib/deep.mjs`, `export const deep = ${number};`);
  };
  put(0);
  folder.file(
    `${name}/lib/middle.mjs`,
    "import { deep } from './deep.mjs'; export const number = () => deep;",
  );
  return {
    document: folder.file(`${name}/service.yaml`, SERVICE),
    module: folder.file(`${name}/processes.mjs`, PROCESSES),
    put,
  };
}

describe('opbind serve', () => {
  test('loses no request while document, module and what it imports change ten times', {
    timeout: 90_000,
  }, async () => {
    const { document, module, put } = writeService('load');
    const { url, event, stop, errors } = await start(['serve', document, module]);
    const wrong: unknown[] = [];
    let [goesOn, answered] = [true, 0];
    const again = async (path: string, right: (text: string) => boolean, body?: string): Promise<void> => {
      while (goesOn) {
        try {
          const type = { 'content-type': 'application/json' };
          const { status, text } = await call(url + path, body === undefined ? {} : type, body);
          answered += 1;
          if (status !== 200 || !right(text)) wrong.push({ path, status, text });
        } catch (error) {
          wrong.push({ path, error });
        }
      }
    };
    const big = JSON.stringify({ text: 'x'.repeat(200_000) });
    const isOne = (text: string): boolean => new Set(text.match(/\d+/g)).size === 1;
    const load = [
      again('/version', isOne),
      again('/version', isOne),
      again('/echo', (text) => text === big, big),
      again('/slow', isOne),
      again('/events', (text) => isOne(text) && text.split('data:').length === 6),
    ];
    for (let change = 1; change <= 10; change += 1) {
      if (change % 3 === 1) put(change);
      else if (change % 3 === 2) folder.file('load/service.yaml', SERVICE.replace('1.0.0', `1.0.${change}`));
      else folder.file('load/processes.mjs', `${PROCESSES}// ${change}\n`);
      await event('reloaded');
      const deep = change - ((change - 1) % 3);
      expect((await call(`${url}/version`)).text).toBe(String(deep));
    }
    goesOn = false;
    await Promise.all(load);
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(20);
    expect([await stop(), errors()]).toEqual([0, '']);
  });

  test('answers a request whose body comes in while the state is replaced, by the one that began it', async () => {
    const { document, module, put } = writeService('upload');
    folder.file('upload/processes.mjs', PROCESSES.replace('({ body }) => body', '() => number()'));
    const { url, event } = await start(['serve', document, module]);
    const answer = new Promise<Answered>((resolve, reject) => {
      const upload = request(
        `${url}/echo`,
        { method: 'POST', headers: { 'content-type': 'application/json', expect: '100-continue' } },
        (incoming) => toAnswer(incoming).then(resolve, reject),
      ).on('error', reject);
      upload.on('continue', () => {
        upload.write('{"a":');
        put(1);
      });
      // Time enough for the old state to be let go too early.
      event('reloaded').then(() => setTimeout(() => upload.end('1}'), 500), reject);
    });
    expect(await answer).toEqual({ status: 200, text: '0' });
    expect((await call(`${url}/version`)).text).toBe('1');
  });

  test('keeps what it serves where the new state is wrong, and tells why', async () => {
    const { document, module, put } = writeService('wrong');
    const { url, event } = await start(['serve', document, module]);
    const steps: [write: () => void, said: RegExp][] = [
      [() => folder.file('wrong/processes.mjs', PROCESSES.replace('version:', 'verson:')), /process-unknown/],
      [() => folder.file('wrong/processes.mjs', `${PROCESSES}\nthrow new Error('boom');`), /boom/],
      [() => folder.file('wrong/processes.mjs', `import './new.mjs';\n${PROCESSES}`), /new\.mjs/],
    ];
    for (const [write, said] of steps) {
      write();
      expect(JSON.stringify(await event('refused'))).toMatch(said);
      expect((await call(`${url}/version`)).text).toBe('0');
    }
    put(5);
    await event('refused');
    // The file that was missing is waited for.
    folder.file('wrong/new.mjs', '');
    await event('reloaded');
    expect((await call(`${url}/version`)).text).toBe('5');
  });

  test('ends a stream whose caller has gone, and lets go of an old state', async () => {
    const { document, module, put } = writeService('gone');
    folder.file('gone/processes.mjs', PROCESSES.replace('i < 5', 'true'));
    const { url, event } = await start(['serve', document, module]);
    await new Promise<void>((resolve) => {
      request(`${url}/events`, (incoming) => {
        incoming.once('data', () => {
          incoming.destroy();
          resolve();
        });
      }).end();
    });
    await event('ended');
    put(1);
    await event('reloaded');
    await event('let-go');
  });

  test('answers 500 where processes break down, and goes on', async () => {
    const document = folder.file('break/service.yaml', SERVICE);
    const module = folder.file(
      'break/processes.mjs',
      'export const version = () => process.exit(3); export const slow = () => "there"; export const late = () => { setTimeout(() => { throw new Error("boom"); }, 1); return new Promise(() => undefined); };',
    );
    const { url, event } = await start(['serve', document, module]);
    for (const [path, said] of [
      ['/version', /exit code 3/],
      ['/late', /boom/],
    ] as const) {
      expect(await call(url + path)).toMatchObject({
        status: 500,
        text: expect.stringMatching(/broke down/),
      });
      expect(JSON.stringify(await event('broken'))).toMatch(said);
      expect(await call(`${url}/slow`)).toEqual({ status: 200, text: 'there' });
    }
  });

  test.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('answers what was asked before %s', async (signal) => {
    const { document, module } = writeService(`stop-${signal}`);
    const begun = `console.log('{"event":"begun"}')`;
    folder.file(
      `stop-${signal}/processes.mjs`,
      PROCESSES.replace('await wait(400)', `${begun}, await wait(400)`).replace('try {', `try { ${begun};`),
    );
    const { url, event, stop } = await start(['serve', document, module]);
    await call(`${url}/version`);
    const slow = call(`${url}/slow`);
    const events = call(`${url}/events`);
    await event('begun');
    await event('begun');
    expect(await stop(signal)).toBe(0);
    expect([(await slow).text, (await events).text.split('data:').length]).toEqual(['0', 6]);
    await expect(call(`${url}/version`)).rejects.toThrow();
  });

  test.each<[NodeJS.Signals, NodeJS.Signals]>([
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGINT'],
  ])('ends at once where %s is followed by %s', async (first, second) => {
    const { document, module } = writeService(`twice-${first}`);
    const { url, stop, event } = await start(['serve', document, module]);
    const { body } = await fetch(`${url}/events`);
    const stopped = stop(first);
    await event('stopping');
    void stop(second);
    expect(await stopped).toBeNull();
    await body?.cancel().catch(() => undefined);
  });

  test('mocks what has no process, where asked', async () => {
    const options = 'export default { processes: { listPets: () => [{ name: "Ann" }] } };';
    const { url } = await start([
      'serve',
      pets,
      folder.file('part.mjs', options),
      '--mock',
      '--collisions',
      'concrete-first',
    ]);
    expect((await call(`${url}/v1/pets`)).text).toBe('[{"name":"Ann"}]');
    expect((await call(`${url}/v1/pets/7`)).text).toBe('{"name":"Tom"}');
  });

  test.each<[what: string, options: string, told: boolean, status: number]>([
    ['one that says nothing', '', true, 200],
    ['one that has them off', "responses: 'off'", false, 200],
    ['one that enforces', "responses: 'enforce'", true, 500],
    ['one that listens itself', 'onError: (error) => console.log(\'{"event":"own"}\')', false, 200],
  ])(
    'tells of answers that do not fit the document, with a module: %s',
    async (what, options, told, status) => {
      const document = folder.file(
        'misfit.yaml',
        PETS.replace(
          '200: { description: ok, content: { application/json: { example: [{ name: Tom }] } } }',
          '200: { description: ok, content: { application/json: { schema: { type: array, items: { type: string } } } } }',
        ),
      );
      const module = folder.file(
        `misfit-${what.length}.mjs`,
        `export const listPets = () => [1, 'a']; export const options = { ${options} };`,
      );
      const { url, event, events, errors, stop } = await start(['serve', document, module]);
      expect((await call(`${url}/v1/pets`)).status).toBe(status);
      if (what.endsWith('itself')) await event('own');
      if (told)
        expect(await event('mismatched')).toMatchObject({
          operation: 'listPets',
          status: 200,
          issues: [expect.stringMatching(/^\/body\/0: /)],
        });
      expect(await stop()).toBe(0);
      expect([events.some((one) => one.event === 'mismatched'), errors()]).toEqual([told, '']);
    },
  );

  test('takes what reply makes for a reply', async () => {
    const text = `import { reply } from ${JSON.stringify(MAIN)}; export const login = () => reply(418, 'tea');`;
    const { url } = await start(['serve', pets, folder.file('reply.mjs', text)]);
    expect(await call(`${url}/v1/users/login`)).toEqual({ status: 418, text: 'tea' });
  });

  test('speaks https', async () => {
    const authority = await createAuthority('CN=Tests');
    const { cert, key } = await authority.issue('CN=localhost');
    const tls = ['--tls-cert', folder.file('cert.pem', cert), '--tls-key', folder.file('key.pem', key)];
    const { url } = await start([
      'serve',
      pets,
      folder.file('tls.mjs', 'export const login = ({ http }) => http.protocol;'),
      ...tls,
    ]);
    const answer = await new Promise<Answered>((resolve, reject) => {
      getTls(
        `${url}/v1/users/login`,
        { ca: authority.cert, servername: 'localhost', agent: false },
        (incoming) => resolve(toAnswer(incoming)),
      ).on('error', reject);
    });
    expect([url.slice(0, 6), answer]).toEqual(['https:', { status: 200, text: 'https' }]);
  });

  test('is what init writes, too, and says so in one line where somebody else listens', async () => {
    const to = folder.file('written');
    expect((await runProgram(['init', '-o', to, '--js'])).code).toBe(0);
    for (const name of ['server.mjs', 'processes.mjs']) {
      const text = readFileSync(`${to}/${name}`, 'utf8');
      folder.file(
        `written/${name}`,
        text.replace("'opbind'", JSON.stringify(MAIN)).replace("'opbind/node'", JSON.stringify(NODE_DOOR)),
      );
    }
    const { url } = await start(['serve', pets, folder.file('taken.mjs', 'export const login = () => 1;')]);
    const { port } = new URL(url);
    const taken = { env: { ...process.env, PORT: port } };
    const ended = execute(process.execPath, [`${to}/server.mjs`], { ...taken, timeout: 20_000 });
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`^Nobody can listen on port ${port}: .* PORT\\.\n$`)),
    });
  });

  test('says what helps where somebody else listens', async () => {
    const module = folder.file('first.mjs', 'export const login = () => 1;');
    const { url } = await start(['serve', pets, module]);
    const port = new URL(url).port;
    const { code, error } = await runProgram(['serve', pets, module, '--port', port]);
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(new RegExp(`^Port ${port} is taken: .*--port 0\\.\n$`)),
    ]);
  });

  test('does not start with findings', async () => {
    const { code, error } = await runProgram([
      'serve',
      pets,
      folder.file('wrong.mjs', 'export const logn = () => 1;'),
    ]);
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(/^1 finding in .*\n\n {2}process-unknown(.|\n)*Did you mean login\?/),
    ]);
  });
});
