import { Agent, request } from 'node:http';
import type { Machine } from './machines.ts';

const PATIENCE = 15_000;

/** What came back, or the name of the error where nothing did. */
export interface Answer {
  readonly status: number | string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** When it was asked for, and when it was there, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Whether the process that was asked is there no more. */
  readonly isGone: boolean;
}

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: object;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : error.message);

/** Asks a machine once. Never rejects. */
export function call(machine: Machine, { method, path, headers, json }: Asked): Promise<Answer> {
  const from = Date.now();
  return new Promise((resolve) => {
    const settle = (
      status: Answer['status'],
      text = '',
      received: Answer['headers'] = {},
      isGone = false,
    ): void => resolve({ status, text, headers: received, from, to: Date.now(), isGone });
    // A process that was killed is known to be gone before its connections say so.
    const failed = (error: Error): void => settle(codeOf(error), '', {}, machine.isGone);
    const sent = request({
      agent,
      host: '127.0.0.1',
      port: machine.port,
      method,
      path,
      headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
      timeout: PATIENCE,
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error(), { code: 'TOO_LATE' })));
    sent.on('error', failed);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', failed);
      response.on('end', () =>
        settle(response.statusCode ?? 0, Buffer.concat(chunks).toString(), response.headers),
      );
    });
    sent.end(json === undefined ? undefined : JSON.stringify(json));
  });
}

/** Lets go of all connections. */
export const hangUp = (): void => agent.destroy();
