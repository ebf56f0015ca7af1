import { thousand } from '../documents/thousand.mjs';
import { toRequest } from '../wire.mjs';

export const title = 'F  1,000 operations, 200 URLs';
export const goal = 1.15;
export const start = { app: 'document', document: { name: 'thousand', content: () => thousand } };

const QUERY = { limit: 20, sort: null };

const got = (operation, path, query) => ({
  status: 200,
  type: 'application/json',
  body: { operation, path, query },
});

const KINDS = [
  (n) => [`/v1/things${n}`, got(`list${n}`, {}, QUERY)],
  (n) => [`/v1/things${n}/latest`, got(`latest${n}`, {}, {})],
  (n) => [`/v1/things${n}/${n + 1}`, got(`get${n}`, { id: n + 1 }, {})],
  (n) => [
    `/v1/things${n}/${n + 1}/parts?limit=5`,
    got(`listParts${n}`, { id: n + 1 }, { ...QUERY, limit: 5 }),
  ],
  (n) => [`/v1/things${n}/${n + 1}/parts/7`, got(`getPart${n}`, { id: n + 1, partId: 7 }, {})],
];

export const cases = Array.from({ length: 200 }, (_, n) => {
  const [url, answer] = KINDS[n % KINDS.length](n % 100 === n ? n : (n + 1) % 100);
  return { request: toRequest('GET', url), answer };
});

export const probes = ['/v1/things0/x', '/v1/things100', '/v1/things0/1/parts/2/3'].map((url) => ({
  request: toRequest('GET', url),
  answer: { refused: [400, 404] },
}));
