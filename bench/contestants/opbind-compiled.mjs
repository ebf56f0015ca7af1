import * as opbind from '../../dist/compiled.js';
import * as door from '../../dist/doors/node.js';
import { compiledOf } from '../compile.mjs';
import { createContestant } from './opbind-of.mjs';

/** opbind as it was built last, with documents that were compiled beforehand. */
export const { shop, guarded, remembering, pets, checkedPets, document } = createContestant(
  opbind,
  door,
  () => import('../../dist/auth/index.js'),
  async (document, name) => (await import(compiledOf(name))).default,
);
