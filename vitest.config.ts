import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    reporters: ['default', './scripts/ci-reporter.mjs'],
    isolate: false,
    testTimeout: 30_000,
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary'], thresholds: { lines: 90 } },
  },
});
export default config;
