/** Run by without-fast-check.test.ts where the package cannot be found. */
import { bind } from '../../src/index.ts';
import { contractTest, inject } from '../../src/testing/index.ts';

const api = await bind(
  { openapi: '3.1.0', info: { title: 'a', version: '1' }, paths: { '/a': { get: {} } } },
  { 'GET /a': () => 'a' },
);
const { text } = await inject(api, { url: '/a' });
const reason = await contractTest(api).catch((error: unknown) => String(error));
process.stdout.write(JSON.stringify({ text, reason }));
