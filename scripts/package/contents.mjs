import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root, run, tell, toSize } from './run.mjs';

/** Files of the package, by what they may be. */
const EXPECTED = [
  /^(package\.json|LICENSE|(README|CHANGELOG|CONTRIBUTING|SECURITY)\.md)$/,
  /^docs\/[\w-]+\.md$/,
  /^src\/(?!console\/browser\/).+\.ts$/,
];
const BUILT = /^dist\/.+\.(js|js\.map|d\.ts|d\.ts\.map)$/;
const EXAMPLE = /^examples\/.+\.(mjs|ts|md|yaml|json)$/;

function findStray(files) {
  return files.filter((file) => ![...EXPECTED, BUILT, EXAMPLE].some((kind) => kind.test(file)));
}

const LINK = /\]\((?![a-z]+:)([^)#\s]+)(?:#[^)\s]*)?\)/g;

/** Links of pages that lead nowhere in the package. */
function findBroken(files, readPage) {
  return files
    .filter((file) => file.endsWith('.md'))
    .flatMap((page) =>
      [...readPage(page).matchAll(LINK)]
        .map(([, to]) => normalize(join(dirname(page), to)))
        .filter((to) => !files.includes(to) && !files.some((file) => file.startsWith(`${to}/`)))
        .map((to) => `${page} → ${to}`),
    );
}

/** Packs what was built, and looks at what is in it. Gives the file. */
export async function pack(folder) {
  const [{ filename, files, size, unpackedSize }] = JSON.parse(
    await run(root, 'npm', 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  );
  const names = files.map(({ path }) => path);
  assert(names.includes('dist/index.js'), 'Nothing is built: npm run build.');
  assert.deepEqual(findStray(names), [], 'These files do not belong into the package.');
  const broken = findBroken(names, (page) => readFileSync(join(root, page), 'utf8'));
  assert.deepEqual(broken, [], 'These links lead nowhere in the package.');
  tell(`${filename}: ${names.length} files, ${toSize(size)} packed, ${toSize(unpackedSize)} unpacked`);
  return join(folder, filename);
}
