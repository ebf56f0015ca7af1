import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { NEAREST, PEERS } from '../contestants.mjs';
import { thousand } from '../documents/thousand.mjs';
import { toRequest } from '../wire.mjs';

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

/** How many milliseconds later than raw a compiled document may be served. */
export const COMPILED_GOAL = 30;

/** `goal` is how many milliseconds later than raw. `content` gives undefined where the document is not at hand. Whose `contestants` are named, the others cannot serve it. */
export const documents = [
  {
    name: 'petstore',
    goal: 80,
    content: () => require('@readme/oas-examples/3.0/json/petstore.json'),
    contestants: published,
    case: first('/v2/store/order/5', 'getOrderById'),
  },
  {
    name: 'thousand',
    goal: 150,
    content: () => thousand,
    contestants: [...NEAREST, 'opbind-compiled', ...PEERS],
    case: first('/v1/things42/7', 'get42'),
  },
  {
    name: 'GitHub',
    goal: 350,
    megabytes: { opbind: 130, 'opbind-compiled': 90 },
    content: () => large('github.json.gz'),
    contestants: published,
    case: first('/repos/octo/cat/issues/42', 'issues/get'),
  },
  {
    name: 'Stripe',
    goal: 250,
    content: () => large('stripe.json.gz'),
    contestants: published,
    case: first('/v1/customers/cus_1', 'GetCustomersCustomer', 'authorization: Bearer sk_test'),
  },
];
