import { toRequest } from '../wire.mjs';

export const title = 'A  GET, integer path parameter, csv array, boolean, default → JSON object';
export const goal = 1.15;
export const start = { app: 'shop' };

const TAGS = ['a,b,c', 'red', 'small,caf%C3%A9', 'x,y', 'one,two,three,four', 'a%20b,c', 'cat,dog,bird', 'q'];

const answer = (id, tags, verbose, limit) => ({
  status: 200,
  type: 'application/json',
  body: { id, name: 'Rex', tags: tags.split(',').map(decodeURIComponent), verbose, limit },
});

/** What is sent, and the answer it has to get. */
export const cases = TAGS.flatMap((tags, n) => [
  {
    request: toRequest('GET', `/pets/${42 + n}?tags=${tags}&verbose=true`),
    answer: answer(42 + n, tags, true, 20),
  },
  {
    request: toRequest('GET', `/pets/${100_000 + n}?verbose=false&tags=${tags}&limit=${n + 1}`),
    answer: answer(100_000 + n, tags, false, n + 1),
  },
]);

/** Checked, not measured: who lets these through does less work than the others. */
export const probes = [
  'limit=0',
  'limit=101',
  'limit=1.5',
  'verbose=maybe',
  'tags=1,2,3,4,5,6,7,8,9,10,11',
].map((query) => ({
  request: toRequest('GET', `/pets/42?${query}`),
  answer: { status: 400, type: 'application/problem+json' },
}));
