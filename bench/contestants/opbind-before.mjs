import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContestant } from './opbind-of.mjs';

/** Another build of opbind, to be compared with the last one: its `dist` folder is named by OPBIND_BEFORE. */

const folder = process.env.OPBIND_BEFORE;
if (folder === undefined) throw new Error('Name the dist folder of the other build in OPBIND_BEFORE.');
const load = (file) => import(pathToFileURL(resolve(folder, file)).href);

export const { shop, guarded, remembering, pets, checkedPets, document } = createContestant(
  await load('index.js'),
  await load('doors/node.js'),
  () => load('auth/index.js'),
);
