import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { UsageError } from './command.ts';
import { readNumber } from './read-number.ts';

/** How the page of help says what {@link LISTEN_OPTIONS} are. */
export const LISTEN_HELP = `  --port <number>         port to listen on (3000); 0 for any that is free
  --host <address>        address to listen on (127.0.0.1); 0.0.0.0 for all
  --tls-cert <file>       certificate in PEM, for https
  --tls-key <file>        its private key in PEM`;

/** Where a server of the command line listens. */
export const LISTEN_OPTIONS = {
  port: { type: 'string', default: '3000' },
  host: { type: 'string', default: '127.0.0.1' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
} as const;

interface ListenValues {
  readonly port: string;
  readonly host: string;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
}

export interface Place {
  readonly port: number;
  readonly host: string;
  readonly tls: { readonly cert: string; readonly key: string } | null;
}

function readPem(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--${option} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

export function readPlace({ port, host, 'tls-cert': cert, 'tls-key': key }: ListenValues): Place {
  const at = { port: readNumber('port', port, 0, 65_535), host };
  if (cert === undefined && key === undefined) return { ...at, tls: null };
  if (cert === undefined || key === undefined)
    throw new UsageError('https needs both: --tls-cert and --tls-key.');
  return { ...at, tls: { cert: readPem('tls-cert', cert), key: readPem('tls-key', key) } };
}

const REASONS: Readonly<Record<string, (place: Place) => string>> = {
  EADDRINUSE: ({ port }) =>
    `Port ${port} is taken: stop what listens there, or choose another, --port ${port + 1}, or any, --port 0.`,
  EACCES: ({ port }) => `Port ${port} is not for everybody: choose one above 1023, for example --port 3000.`,
  EADDRNOTAVAIL: ({ host }) =>
    `This machine has no address ${host}: --host 127.0.0.1 for itself only, 0.0.0.0 for all.`,
  ENOTFOUND: ({ host }) =>
    `There is no host ${host}: --host 127.0.0.1 for this machine only, 0.0.0.0 for all.`,
};

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');

/** @throws {UsageError} where the certificate and the key do not fit, or are none. */
function createFor({ tls }: Place, listener: RequestListener): Server {
  if (tls === null) return createServer(listener);
  try {
    return createTlsServer(tls, listener);
  } catch (error) {
    throw new UsageError(
      `The certificate cannot be used: ${error instanceof Error ? error.message : error}.`,
    );
  }
}

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:3000` */
  readonly url: string;
  /** Takes no more connections, and resolves when those that are open are done with what they do. */
  close(): Promise<void>;
  /** Ends what is still open. */
  cut(): void;
}

/** @throws {Error} with the mend, where nobody can listen there. As a rejection. */
export function listen(place: Place, listener: RequestListener): Promise<Listening> {
  const server = createFor(place, listener);
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(REASONS[codeOf(error)]?.(place) ?? `Nobody can listen there: ${error.message}.`)),
    );
    server.listen(place.port, place.host, () => {
      const { address, port, family } = server.address() as AddressInfo;
      const host = family === 'IPv6' ? `[${address}]` : address;
      resolve({
        url: `${place.tls === null ? 'http' : 'https'}://${host}:${port}`,
        close: () =>
          new Promise((closed) => {
            // Connections that are kept open become idle one after the other.
            const timer = setInterval(() => server.closeIdleConnections(), 50);
            server.close(() => {
              clearInterval(timer);
              closed();
            });
          }),
        cut: () => server.closeAllConnections(),
      });
    });
  });
}
