import { compileDocument, compileModules } from '../../src/compile-document.ts';
import { compiledFrom } from '../../src/compiled-document.ts';
import { loadDocument } from '../../src/document/load.ts';
import { type BindOptions, bind as bindAsIs, type Processes } from '../../src/index.ts';
import { evaluate, evaluateAll, FOLDER } from './evaluate.ts';

export * from '../../src/index.ts';

/** Whether documents are compiled into as many modules as large ones are. */
const isSplit = process.env['OPBIND_COMPILED'] === 'parts';

/** `bind` that compiles each document first, as far as it can be read. Stands in the place of the other where tests run with OPBIND_COMPILED. */
export const bind = (async (document: string | URL | object, processes: Processes, given?: BindOptions) => {
  const { references, readOnly } = given ?? {};
  if (compiledFrom(document) !== null) return bindAsIs(document, processes, given);
  const how = references === undefined ? {} : { references };
  // What is wrong with options is told by bind.
  const loaded = await loadDocument(document, how).catch(() => null);
  if (loaded === null || loaded.version === null) return bindAsIs(document, processes, given);
  const rule = readOnly === 'refuse' ? 'refuse' : 'allow';
  const asked = { responses: true, readOnly: rule } as const;
  const compiled = isSplit
    ? evaluateAll(await compileModules(loaded, { ...asked, folder: FOLDER, least: 0 }))
    : evaluate(await compileDocument(loaded, asked));
  return bindAsIs(compiled, processes, given);
}) as typeof bindAsIs;
