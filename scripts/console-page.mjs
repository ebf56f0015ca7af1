// Makes src/console/page.ts of the files in src/console/browser: what browsers get, as texts that every bundler and every runtime takes along.
// With --check it fails where the file is not what it would be.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const FOLDER = new URL('../src/console/browser/', import.meta.url);
const TARGET = new URL('../src/console/page.ts', import.meta.url);

/** One module for browsers, of a module of ours and what it imports. */
async function bundle(name) {
  const built = await rolldown({
    input: fileURLToPath(new URL(name, FOLDER)),
    platform: 'browser',
    transform: { target: 'es2022' },
  });
  const { output } = await built.generate({
    format: 'esm',
    comments: { annotation: false, jsdoc: false, legal: false },
  });
  await built.close();
  return output[0].code.replace(/^\/\/#(?:end)?region.*\n/gm, '');
}

const read = (name) => readFileSync(new URL(name, FOLDER), 'utf8');

const TEXTS = {
  CONSOLE_HTML: read('console.html'),
  REFERENCE_HTML: read('reference.html'),
  NO_REFERENCE_HTML: read('no-reference.html'),
  CONSOLE_CSS: read('console.css'),
  CONSOLE_JS: await bundle('console.ts'),
  REFERENCE_JS: await bundle('reference.ts'),
};

const literal = (text) => `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``;

const module = [
  '// Made of the files in browser/ by scripts/console-page.mjs. Change those, and run `npm run console`.',
  '',
  ...Object.entries(TEXTS).map(([name, text]) => `export const ${name}: string = ${literal(text)};\n`),
].join('\n');

if (!process.argv.includes('--check')) writeFileSync(TARGET, module);
else if (readFileSync(TARGET, 'utf8') !== module) {
  process.stderr.write('src/console/page.ts is not what its files make of it. Run `npm run console`.\n');
  process.exitCode = 1;
}
