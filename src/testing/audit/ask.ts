import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Question } from './check.ts';
import type { AuditAnswer, AuditRequest } from './door.ts';

const linesOf = ({ rawHeaders }: IncomingMessage): [string, string][] => {
  const lines: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2)
    lines.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  return lines;
};

async function send(sending: ClientRequest, body: AuditRequest['body']): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) {
    sending.end(body);
    return;
  }
  for await (const chunk of body) sending.write(chunk);
  sending.end();
}

/** Repeated names become repeated lines. */
function fieldsOf({ headers }: AuditRequest): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const before = fields[name];
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}

/** Whoever reads an answer to its end, or leaves it, is done with its connection. */
async function* bodyOf(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  yield* incoming;
  if (!incoming.complete) throw new Error('The answer broke off.');
}

/** Asks over one connection, again and again, for as long as the other side keeps it open. */
export function createConnection(url: URL): {
  ask(asked: AuditRequest): Promise<AuditAnswer & { port: number }>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    async ask(asked) {
      const { method, target: path, signal } = asked;
      const { hostname: host, port } = url;
      const sending = request({
        agent,
        method,
        path,
        host,
        port,
        headers: fieldsOf(asked),
        ...(signal && { signal }),
      });
      // A caller who goes, and an answer that comes before the body has gone out whole, both break what is still sent.
      send(sending, asked.body).catch(() => undefined);
      sending.on('error', () => undefined);
      const [incoming] = (await once(sending, 'response')) as [IncomingMessage];
      const { statusCode: status = 0 } = incoming;
      return {
        status,
        headers: linesOf(incoming),
        body: bodyOf(incoming),
        port: sending.socket?.localPort ?? 0,
      };
    },
    close: () => agent.destroy(),
  };
}

/** Says the rest of what was asked. */
export function toAuditRequest({ json, ...question }: Question): AuditRequest {
  const { body = json === undefined ? undefined : Buffer.from(json), headers = [] } = question;
  const isMeasured = body instanceof Uint8Array && headers.every(([name]) => name !== 'content-length');
  return {
    ...question,
    method: question.method ?? (body === undefined ? 'GET' : 'POST'),
    body,
    headers: [
      ...headers,
      ...(json === undefined ? [] : [['content-type', 'application/json'] as const]),
      ...(isMeasured ? [['content-length', String(body.byteLength)] as const] : []),
    ],
  };
}

/** Asks, each time over a connection of its own. */
export const askUrl = async (url: URL, asked: AuditRequest): Promise<AuditAnswer> => {
  const connection = createConnection(url);
  const answer = await connection.ask(asked);
  const body = answer.body;
  return {
    ...answer,
    body: (async function* () {
      try {
        yield* body;
      } finally {
        connection.close();
      }
    })(),
  };
};
