import { SPOILT } from '../documents/pets.mjs';
import { toRequest } from '../wire.mjs';
import { cases, probes } from './e.mjs';

export { cases, probes };

export const title = 'Ev  the same, the answer checked against its schema';
export const goal = 1.2;
export const start = { app: 'checkedPets' };

/** Who answers this otherwise does not check answers, and has no part in the work. */
export const admission = {
  request: toRequest('GET', `/pets?page=${SPOILT}`),
  answer: { status: 500, type: 'application/problem+json' },
};
