import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The variable that names the folder of compiled documents. */
export const FOLDER = 'OPBIND_BENCH_COMPILED';

/** The module of a document, by its name or that of its file. */
export const compiledOf = (name) =>
  pathToFileURL(join(process.env[FOLDER], `${basename(name, '.json')}.mjs`)).href;
