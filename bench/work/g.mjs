import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { thousand } from '../documents/thousand.mjs';
import { toRequest } from '../wire.mjs';

export const title = 'G  process start to first right answer';

const require = createRequire(import.meta.url);
const LARGE = new URL('../../../shared/corpus/large/', import.meta.url);

const large = (name) => {
  const file = new URL(name, LARGE);
  return existsSync(file) ? JSON.parse(gunzipSync(readFileSync(file)).toString()) : undefined;
};

const first = (url, operation, ...headers) => ({
  request: toRequest('GET', url, undefined, headers),
  answer: { status: 200, operation },
});

const published = ['raw', 'opbind', 'opbind-compiled'];

const peers = ['hono-zod-openapi', 'fastify-openapi-glue', 'openapi-backend', 'express-openapi-validator'];

/** `content` gives undefined where the document is not at hand. Whose `contestants` are named, the others cannot serve it. */
export const documents = [
  {
    name: 'petstore',
    goal: '≤ raw + 80 ms, compiled + 30 ms',
    content: () => require('@readme/oas-examples/3.0/json/petstore.json'),
    contestants: published,
    case: first('/v2/store/order/5', 'getOrderById'),
  },
  {
    name: 'thousand',
    goal: '≤ raw + 150 ms, compiled + 30 ms',
    content: () => thousand,
    contestants: ['raw', 'raw-ajv', 'fastify', 'opbind', 'opbind-compiled', ...peers],
    case: first('/v1/things42/7', 'get42'),
  },
  {
    name: 'GitHub',
    goal: '≤ raw + 350 ms, compiled + 30 ms',
    content: () => large('github.json.gz'),
    contestants: published,
    case: first('/repos/octo/cat/issues/42', 'issues/get'),
  },
  {
    name: 'Stripe',
    goal: '≤ raw + 250 ms, compiled + 30 ms',
    content: () => large('stripe.json.gz'),
    contestants: published,
    case: first('/v1/customers/cus_1', 'GetCustomersCustomer', 'authorization: Bearer sk_test'),
  },
];
