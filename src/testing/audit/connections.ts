import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { SMALL } from './api.ts';
import { createConnection, toAuditRequest } from './ask.ts';
import type { Audit, Check, Question } from './check.ts';
import { textOf } from './reading.ts';

/** Asks over one connection; gives the statuses, and over how many connections the answers came. */
async function askInTurn({ url, soon }: Audit, questions: readonly Question[]): Promise<[number[], number]> {
  assert.ok(url);
  const connection = createConnection(url);
  const statuses: number[] = [];
  const ports = new Set<number>();
  try {
    for (const question of questions) {
      const answer = await soon(`an answer to ${question.target}`, connection.ask(toAuditRequest(question)));
      await soon('the end of an answer', textOf(answer));
      statuses.push(answer.status);
      ports.add(answer.port);
    }
  } finally {
    connection.close();
  }
  return [statuses, ports.size];
}

const NEXT: Question = { target: '/audit/text/a' };

/** Writes a text, and reads until the last of some texts has come. */
async function talk(
  { url, soon }: Audit,
  turns: readonly (readonly [say: string, until: string])[],
): Promise<string> {
  assert.ok(url);
  const socket = connect(Number(url.port), url.hostname);
  let received = '';
  try {
    for (const [say, until] of turns) {
      socket.write(say);
      while (!received.includes(until)) received += String((await soon(until, once(socket, 'data')))[0]);
    }
  } finally {
    socket.destroy();
  }
  return received;
}

/** Asks for several things at once over one connection, and leaves when what is waited for has begun. */
async function askAndLeave(
  { url, soon }: Audit,
  targets: readonly string[],
  begun: () => Promise<unknown>,
): Promise<void> {
  assert.ok(url);
  const socket = connect(Number(url.port), url.hostname).on('error', () => undefined);
  try {
    socket.write(targets.map((target) => `GET /audit/${target} HTTP/1.1\r\nhost: a\r\n\r\n`).join(''));
    await soon('the last process', begun());
  } finally {
    socket.destroy();
  }
}

/** What becomes of a connection. */
export const CONNECTIONS: readonly Check[] = [
  {
    name: 'a connection is used on after a body that was refused',
    needs: ['connections', 'body-errors'],
    run: async (audit) => {
      const json = JSON.stringify({ a: ' '.repeat(10 * SMALL) });
      assert.deepEqual(await askInTurn(audit, [{ target: '/audit/small', json }, NEXT, NEXT]), [
        [413, 200, 200],
        1,
      ]);
    },
  },
  {
    name: 'a connection is used on after a body that nobody has read',
    needs: ['connections'],
    run: async (audit) => {
      const json = JSON.stringify({ a: ' '.repeat(10 * SMALL) });
      const questions = [
        { target: '/audit/ignored', json },
        NEXT,
        { method: 'DELETE', target: '/audit/json', json },
        NEXT,
      ];
      assert.deepEqual(await askInTurn(audit, questions), [[200, 200, 405, 200], 1]);
    },
  },
  {
    name: 'a connection is used on after answers without a body',
    needs: ['connections'],
    run: async (audit) => {
      const questions = ['status/204', 'status/304', 'status/202'].map((target) => ({
        target: `/audit/${target}`,
      }));
      const head = { ...NEXT, method: 'HEAD' };
      assert.deepEqual(await askInTurn(audit, [...questions, head, NEXT]), [[204, 304, 202, 200, 200], 1]);
    },
  },
  {
    name: 'requests that come before the answer to the first are answered in turn',
    needs: ['connections'],
    run: async (audit) => {
      const ask = (text: string): string => `GET /audit/text/${text} HTTP/1.1\r\nhost: a\r\n\r\n`;
      const received = await talk(audit, [[['one', 'two', 'three'].map(ask).join(''), '"three"}']]);
      assert.deepEqual(
        received.match(/\{"text":"\w+"\}/g),
        ['one', 'two', 'three'].map((text) => `{"text":"${text}"}`),
      );
    },
  },
  {
    name: 'a client that waits for 100 Continue is told to go on',
    needs: ['connections'],
    run: async (audit) => {
      const head =
        'POST /audit/json HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 7\r\nexpect: 100-continue\r\n\r\n';
      const received = await talk(audit, [
        [head, 'HTTP/1.1 100'],
        ['{"a":1}', '{"body":{"a":1}}'],
      ]);
      assert.match(received, /^HTTP\/1\.1 100.*HTTP\/1\.1 200/s);
    },
  },
  {
    name: 'a process whose answer has to wait for another learns that its caller has gone',
    needs: ['connections', 'queued-disconnect'],
    run: async (audit) => {
      const { seen, soon } = audit;
      await askAndLeave(audit, ['late', 'waits'], () => seen.begun.happened);
      await soon('the abort of the run', seen.aborted.happened);
    },
  },
  {
    name: 'an answer that has to wait for another ends when its caller goes',
    needs: ['connections', 'queued-disconnect', 'streams'],
    run: async (audit) => {
      const { seen, soon } = audit;
      await askAndLeave(audit, ['late', 'endless'], () => seen.chunk.happened);
      await soon('the end of a stream whose caller has gone', seen.closed.happened);
    },
  },
];
