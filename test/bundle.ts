import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ENTRY = 'entry.ts';

const source = (path: string): string => fileURLToPath(new URL(`../src/${path}`, import.meta.url));

/** What a module exports, and out of which file. */
const USUAL: readonly (readonly [name: string, path: string])[] = [
  ['bind', 'index.ts'],
  ['toNodeListener', 'doors/node.ts'],
];

/** Writes `bind` and `toNodeListener`, or what else is named, into one module, for processes of their own, which cannot read TypeScript. Gives its URL. */
export async function writeBundle(folder: URL, exported: typeof USUAL = USUAL): Promise<string> {
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
            ? exported
                .map(([name, path]) => `export { ${name} } from ${JSON.stringify(source(path))};`)
                .join('\n')
            : null,
      },
    ],
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  return pathToFileURL(file).href;
}
