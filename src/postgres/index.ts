/**
 * Runs and revoked tokens in PostgreSQL, for all processes that share a database.
 *
 * @module
 */

export type { DatabaseOptions } from './options.ts';

// Tokens
export { type PostgresRevocations, postgresRevocations } from './revocations.ts';
// Runs
export { type PostgresRunsOptions, postgresRuns } from './runs.ts';
