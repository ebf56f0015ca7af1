import { mkdir, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CompiledModules } from '../compile-document.ts';
import { type LoadedDocument, loadOptionsOf } from '../document/loaded.ts';
import { count } from '../problem/count.ts';
import { SetupError } from '../problem/finding.ts';
import { REFERENCES_HELP, referencesOf } from './binding.ts';
import { type Command, type Terminal, UsageError } from './command.ts';

const HELP = `opbind compile: a document as a module, for a start without parsing and compiling

Usage:
  opbind compile <document> -o <file.mjs> [options]

  <document>              path or URL of an OpenAPI document
  -o, --output <file>     module to write, to be imported and given to bind in place of the document;
                          its types are written beside it (api.mjs: api.d.mts)

Options:
  --types                 writes the types of the operations too: export { operations, paths } in api.d.mts
  --responses             writes the checks of answers too: needed by bind({ responses }), enforce and unbound: 'mock'
  --read-only <rule>      allow or refuse, as bind is told with readOnly (allow)
  --document              keeps the text of a large document in the module itself: api.document is there at once
  --single                writes one module in any case; a large document has others in a folder beside it (api.parts),
                          each loaded when a call first needs it
${REFERENCES_HELP}
  --json                  prints { output, parts, bytes, operations, findings, warnings }

What is wrong with the document as a whole keeps it from being compiled: exit code 1. What is wrong with single operations is told,
and found again by bind where they are bound.

Examples:
  opbind compile petstore.yaml -o src/petstore.mjs
  opbind compile petstore.yaml -o src/petstore.mjs --types --responses
`;

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  types: { type: 'boolean', default: false },
  responses: { type: 'boolean', default: false },
  'read-only': { type: 'string', default: 'allow' },
  document: { type: 'boolean', default: false },
  single: { type: 'boolean', default: false },
  folder: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
} as const;

const read = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });

type Values = ReturnType<typeof read>['values'];

function readRule(rule: string): 'allow' | 'refuse' {
  if (rule === 'allow' || rule === 'refuse') return rule;
  throw new UsageError(`--read-only is allow or refuse, not ${rule}.`);
}

function readOutput(output: string | undefined): string {
  if (output === undefined)
    throw new UsageError('Name the module to write: opbind compile petstore.yaml -o petstore.mjs');
  if (/\.m?js$/.test(output)) return output;
  throw new UsageError(`${output} is no name of a module: it has to end with .mjs or .js.`);
}

async function load(document: string, values: Values): Promise<LoadedDocument> {
  const { loadDocument } = await import('../document/load.ts');
  return loadDocument(document, loadOptionsOf(referencesOf(values)));
}

/** `api.mjs` → `api.d.mts`. */
const declarationsOf = (output: string): string => output.replace(/\.(m?)js$/, '.d.$1ts');

/** `src/api.mjs` → `src/api.parts`. */
const folderOf = (output: string): string => output.replace(/\.m?js$/, '.parts');

const PART = /^(?:checks-\d+|document)\.mjs$/;

/** Leaves no part of another time where parts are written. */
async function clear(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (PART.test(name)) await rm(join(folder, name));
  // Somebody else may have put something there.
  await rmdir(folder).catch(() => undefined);
}

/** Writes modules, and gives the files of those beside the first. */
async function write(output: string, { text, parts }: CompiledModules): Promise<readonly string[]> {
  const folder = folderOf(output);
  await clear(folder);
  if (parts.length > 0) await mkdir(folder, { recursive: true });
  const files = parts.map((part) => join(folder, part.name));
  for (const [number, part] of parts.entries()) await writeFile(files[number] ?? '', part.text);
  await writeFile(output, text);
  return files;
}

async function run(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = read(args);
  const [document, more] = positionals;
  if (document === undefined || more !== undefined)
    throw new UsageError('Give one document: opbind compile petstore.yaml -o petstore.mjs');
  const output = readOutput(values.output);
  const readOnly = readRule(values['read-only']);
  const loaded = await load(document, values);
  const { compileModules, findingsOfAll, writeDeclarations } = await import('../compile-document.ts');
  const fatal = findingsOfAll(loaded);
  if (fatal.length > 0) throw new SetupError(fatal, loaded.source);
  if (loaded.findings.length > 0)
    terminal.writeError(`${new SetupError(loaded.findings, loaded.source).message}\n\n`);
  const modules = await compileModules(loaded, {
    responses: values.responses,
    document: values.document,
    single: values.single,
    readOnly,
    folder: `./${basename(folderOf(output))}`,
  });
  const parts = await write(output, modules);
  await writeFile(declarationsOf(output), await writeDeclarations(loaded, values.types));
  const { operations, findings, warnings } = loaded;
  const bytes = modules.text.length;
  const beside = parts.length === 0 ? '' : `, and ${count(parts.length, 'module')} in ${folderOf(output)}`;
  terminal.write(
    values.json
      ? `${JSON.stringify({ output, parts, bytes, operations: operations.length, findings, warnings })}\n`
      : `${output}: ${count(operations.length, 'operation')}, ${Math.ceil(bytes / 1024)} KB${beside}\n`,
  );
}

export const compile: Command = {
  name: 'compile',
  summary: 'writes a document as a module, for a start without parsing and compiling',
  help: HELP,
  run,
};
