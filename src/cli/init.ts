import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { type LoadedDocument, loadDocument } from '../document/load.ts';
import { loadOptionsOf } from '../document/loaded.ts';
import { routingOf } from '../judge.ts';
import type { BindOptions } from '../options.ts';
import { SetupError } from '../problem/finding.ts';
import { findCollisions } from '../routing/collision.ts';
import { toTypes } from '../types/to-types.ts';
import { BINDING_HELP, BINDING_OPTIONS, readBinding, readOne } from './binding.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { EXAMPLE } from './init/example.ts';
import { findAbove } from './init/find-above.ts';
import { nextSteps, runsTypeScript } from './init/next-steps.ts';
import {
  type Beginning,
  packageText,
  processesText,
  serverText,
  TSCONFIG,
  typesCommandOf,
} from './init/texts.ts';
import { paintOf } from './paint.ts';
import { packageVersion } from './version.ts';

const HELP = `opbind init: a server to begin with

Usage:
  opbind init <document> [-o folder]
  opbind init                           with openapi.yaml; where there is none, a small one is written to begin with

  writes operations.ts    types of the document, as opbind types does
         processes.ts     a process for each operation, which answers 501 until it is written
         server.ts        the server
         package.json     where there is none, here or above; and so tsconfig.json

Options:
  -o, --output <folder>   folder to write to (the current one)
  --js                    JavaScript: processes.mjs and server.mjs
  --force                 writes over files that are there
${BINDING_HELP}
  --json                  prints { folder, files }

What is said of how the document is bound is written down as options, and for the command that writes the types.
Nothing is written where one of the files is there already, or where the document has findings.

Examples:
  opbind init
  opbind init petstore.yaml
  opbind init api/openapi.yaml -o src --force
  opbind init petstore.yaml --js -o server
`;

const ROUTING = routingOf({});

const endOf = (language: 'ts' | 'js'): string => (language === 'ts' ? 'ts' : 'mjs');

/** TypeScript lets modules be named with `.ts` only where it is told so. */
async function extensionFor(tsconfig: string | null): Promise<'.ts' | '.js'> {
  if (tsconfig === null) return '.ts';
  const text = await readFile(tsconfig, 'utf8');
  return /allowImportingTsExtensions|rewriteRelativeImportExtensions/.test(text) ? '.ts' : '.js';
}

/** The document, if all of it can be bound. */
async function load(document: string, said: BindOptions): Promise<LoadedDocument> {
  if (/^https?:/i.test(document))
    throw new UsageError(`Keep a copy of the document beside the server, and name that: curl -O ${document}`);
  const { collisions = 'concrete-first' } = said;
  const loaded = await loadDocument(document, loadOptionsOf(said));
  const findings = [
    ...loaded.findings,
    ...(await loaded.place(findCollisions(loaded.operations, collisions, ROUTING))),
  ];
  if (findings.length > 0) throw new SetupError(findings, loaded.source);
  if (loaded.operations.length === 0) throw new UsageError(`${loaded.source} has no operations.`);
  return loaded;
}

const toUrlPath = (from: string, to: string): string => {
  const path = relative(from, to).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
};

const listsSeveral = ({ operations }: LoadedDocument): boolean =>
  operations.some(({ security }) => security.flat().some(({ scopes }) => scopes.length > 1));

const collides = ({ operations }: LoadedDocument): boolean =>
  findCollisions(operations, 'strict', ROUTING).length > 0;

/** Names and texts of the files. */
async function filesFor(
  loaded: LoadedDocument,
  folder: string,
  document: string,
  language: 'ts' | 'js',
  { references, basePath, collisions }: BindOptions,
): Promise<ReadonlyMap<string, string>> {
  const tsconfig = findAbove(folder, 'tsconfig.json');
  const path = toUrlPath(folder, resolve(document));
  const beginning: Beginning = {
    loaded,
    document: path,
    language,
    extension: language === 'js' ? '.mjs' : await extensionFor(tsconfig),
    collisions: collisions ?? (collides(loaded) ? 'concrete-first' : null),
    basePath: basePath ?? null,
    scopes: listsSeveral(loaded),
    hosts: references?.hosts ?? [],
    under: references?.folder === undefined ? null : toUrlPath(folder, resolve(references.folder)),
    version: packageVersion(),
  };
  const end = endOf(language);
  return new Map([
    ...(language === 'ts'
      ? [['operations.ts', toTypes(loaded, { command: typesCommandOf(beginning) })] as const]
      : []),
    [`processes.${end}`, processesText(beginning)],
    [`server.${end}`, serverText(beginning)],
    ...(findAbove(folder, 'package.json') === null
      ? [['package.json', packageText(beginning)] as const]
      : []),
    ...(language === 'ts' && tsconfig === null ? [['tsconfig.json', TSCONFIG] as const] : []),
  ]);
}

function refuseOverwriting(folder: string, names: Iterable<string>): void {
  const there = [...names].filter((name) => existsSync(join(folder, name)));
  if (there.length > 0)
    throw new UsageError(
      `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already: choose another folder with -o, or write over with --force.`,
    );
}

interface Begun {
  /** Path from the folder that the command was typed in. */
  readonly document: string;
  readonly isNew: boolean;
}

/** The document of the folder, or a small one where it has none. */
async function beginDocument(folder: string, language: 'ts' | 'js', isForced: boolean): Promise<Begun> {
  const path = join(folder, 'openapi.yaml');
  const document = relative('', path);
  if (existsSync(path)) return { document, isNew: false };
  const end = endOf(language);
  if (!isForced) refuseOverwriting(folder, [`processes.${end}`, `server.${end}`]);
  await mkdir(folder, { recursive: true });
  await writeFile(path, EXAMPLE);
  return { document, isNew: true };
}

const aboutOf = (loaded: LoadedDocument): Readonly<Record<string, string>> => {
  const { length } = loaded.operations;
  const processes = `${length} ${length === 1 ? 'process' : 'processes'}, 501 until written`;
  return {
    'openapi.yaml': 'a small document, to be changed',
    'operations.ts': 'types of the document',
    'processes.ts': processes,
    'processes.mjs': processes,
    'server.ts': 'the server',
    'server.mjs': 'the server',
  };
};

async function run(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      output: { type: 'string', short: 'o', default: '.' },
      js: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
      ...BINDING_OPTIONS,
      json: { type: 'boolean', default: false },
    },
  });
  const folder = resolve(values.output);
  const language = values.js ? 'js' : 'ts';
  const begun = positionals.length === 0 ? await beginDocument(folder, language, values.force) : null;
  const { document, module } = readOne(begun === null ? positionals : [begun.document], 'init');
  if (module !== null) throw new UsageError(`The processes are written by init: leave ${module} out.`);
  const said = readBinding(values);
  const loaded = await load(document, said);
  const files = await filesFor(loaded, folder, document, language, said);
  if (!values.force) refuseOverwriting(folder, files.keys());
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) await writeFile(join(folder, name), text);
  const names = [...(begun?.isNew ? ['openapi.yaml'] : []), ...files.keys()];
  if (values.json) return terminal.write(`${JSON.stringify({ folder, files: names }, null, 2)}\n`);
  const paint = paintOf(terminal);
  const about = aboutOf(loaded);
  const lines = [
    `Written to ${relative('', folder) || 'this folder'}:`,
    ...names.map((name) => `  ${name.padEnd(15)}${paint.dim(about[name] ?? '')}`.trimEnd()),
    '',
    'Next:',
    ...nextSteps({ folder, files, document, language }).map((step) => `  ${step}`),
    '',
    values.js || runsTypeScript()
      ? `Processes that are left out are answered from the document: opbind serve … --mock`
      : `TypeScript runs as it is from Node 22.18 on, and this is ${process.version}: take a newer one, or write JavaScript, with --js.`,
  ];
  terminal.write(`${lines.join('\n')}\n`);
}

export const init: Command = {
  name: 'init',
  summary: 'writes a server to begin with: types, a process for each operation',
  help: HELP,
  run,
};
