import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type ViteUserConfig } from 'vitest/config';

/** The doors by the names under which users import them, so that examples run on the source. */
const alias = {
  'opbind/auth': './src/auth/index.ts',
  'opbind/compiled': './src/compiled.ts',
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

/** Modules in whose place others stand where tests run with OPBIND_COMPILED: every document is compiled, and the module is bound. */
const COMPILED: Readonly<Record<string, string>> = {
  'src/index.ts': 'test/compiled/bind.ts',
  'src/schema/checks.ts': 'test/compiled/checks.ts',
};

const root = fileURLToPath(new URL('./', import.meta.url));

const compiled: Plugin = {
  name: 'opbind-compiled',
  enforce: 'pre',
  resolveId(id, importer) {
    if (!id.startsWith('.') || importer === undefined || !importer.startsWith(`${root}test/`)) return null;
    if (importer.startsWith(`${root}test/compiled/`)) return null;
    const path = relative(root, resolve(dirname(importer), id));
    return Object.hasOwn(COMPILED, path) ? `${root}${COMPILED[path]}` : null;
  },
};

const config: ViteUserConfig = defineConfig({
  plugins: process.env['OPBIND_COMPILED'] === undefined ? [] : [compiled],
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
