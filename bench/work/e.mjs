import { PAGES } from '../documents/pets.mjs';
import { toRequest } from '../wire.mjs';

export const title = 'E  GET a JSON array of 20 KB';
export const goal = 1.05;
export const start = { app: 'pets' };

export const cases = PAGES.map((body, n) => ({
  request: toRequest('GET', n === 0 ? '/pets' : `/pets?page=${n + 1}`),
  answer: { status: 200, type: 'application/json', body },
}));

export const probes = ['page=0', 'page=ten'].map((query) => ({
  request: toRequest('GET', `/pets?${query}`),
  answer: { status: 400, type: 'application/problem+json' },
}));
