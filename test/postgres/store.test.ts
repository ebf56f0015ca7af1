import { afterAll } from 'vitest';
import { postgresRuns } from '../../src/postgres/index.ts';
import { startPostgres } from '../postgres.ts';
import { describeStore } from '../runs/store-contract.ts';

const server = await startPostgres();
afterAll(() => server.stop());

describeStore('PostgreSQL', () => postgresRuns({ connectionString: server.url, schema: 'contract' }));
