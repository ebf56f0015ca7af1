import * as door from '../../dist/doors/node.js';
import * as opbind from '../../dist/index.js';
import { createContestant } from './opbind-of.mjs';

/** opbind as it was built last. */
export const { shop, guarded, remembering, pets, checkedPets, mixed, document, compiled } = createContestant(
  opbind,
  door,
  () => import('../../dist/auth/index.js'),
);
