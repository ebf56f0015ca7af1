import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ENTRY = 'entry.ts';

const source = (path: string): string => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

/** Writes `bind` and `toNodeListener` into one module, for processes of their own, which cannot read TypeScript. Gives its URL. */
export async function writeBundle(folder: URL): Promise<string> {
  const file = fileURLToPath(new URL('bundle.mjs', folder));
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'node',
    external: (id) => id !== ENTRY && !id.startsWith('.') && !id.startsWith('/'),
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : null),
        load: (id) =>
          id === ENTRY
            ? `export { bind } from ${JSON.stringify(source('index.ts'))};
               export { toNodeListener } from ${JSON.stringify(source('doors/node.ts'))};`
            : null,
      },
    ],
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  return pathToFileURL(file).href;
}
