import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** The doors by the names under which users import them, so that examples run on the source. */
const alias = {
  'opbind/auth': './src/auth/index.ts',
  'opbind/console': './src/console/index.ts',
  'opbind/express': './src/doors/express.ts',
  'opbind/fastify': './src/doors/fastify.ts',
  'opbind/fetch': './src/doors/fetch.ts',
  'opbind/koa': './src/doors/koa.ts',
  'opbind/lambda': './src/doors/lambda.ts',
  'opbind/node': './src/doors/node.ts',
  'opbind/opentelemetry': './src/opentelemetry/index.ts',
  'opbind/postgres': './src/postgres/index.ts',
  'opbind/testing': './src/testing/index.ts',
  opbind: './src/index.ts',
};

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: Object.entries(alias).map(([name, path]) => ({
      find: new RegExp(`^${name}$`),
      replacement: fileURLToPath(new URL(path, import.meta.url)),
    })),
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/clear-away.ts',
    pool: 'threads',
    reporters: ['default', './scripts/ci-reporter.mjs'],
    isolate: false,
    testTimeout: 30_000,
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary'], thresholds: { lines: 90 } },
  },
});
export default config;
