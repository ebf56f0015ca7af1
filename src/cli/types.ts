import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type LoadedDocument, loadDocument } from '../document/load.ts';
import { loadOptionsOf } from '../document/loaded.ts';
import { count } from '../problem/count.ts';
import { nearest } from '../problem/nearest.ts';
import { toTypes } from '../types/to-types.ts';
import { REFERENCES_HELP, referencesOf } from './binding.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { reportOf, together } from './findings.ts';
import { paintOf } from './paint.ts';
import { typesCommand, typesCommandThere } from './types-command.ts';

const HELP = `opbind types: TypeScript types of the operations of a document

  opbind types <document> [-o file]

  <document>              path or URL of an OpenAPI document
  -o, --output <file>     file to write them to; standard output if none is named
  --check                 writes nothing, and fails where the file is not up to date
  --int64 <type>          what processes receive parameters of int64 as, as bind was told: number, bigint, string (number)
  --no-body-defaults      for an API that is bound with bodyDefaults: false
  --formats               gives texts of each format (uuid, date-time, …) a type of their own
${REFERENCES_HELP}

bind<operations>(…) checks processes by them; openapi-fetch and others take them for those of openapi-typescript.
What is wrong with the document is told on standard error. Types of what can be read are written all the same.

Examples:
  opbind types petstore.yaml -o src/petstore.ts
  opbind types petstore.yaml -o src/petstore.ts --check
  opbind types petstore.yaml --int64 bigint --formats > petstore.ts
`;

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  check: { type: 'boolean', default: false },
  int64: { type: 'string', default: 'number' },
  'no-body-defaults': { type: 'boolean', default: false },
  formats: { type: 'boolean', default: false },
  folder: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
} as const;

const INT64 = ['number', 'bigint', 'string'] as const;

const isInt64 = (text: string): text is (typeof INT64)[number] => INT64.some((one) => one === text);

function readInt64(text: string): (typeof INT64)[number] {
  if (isInt64(text)) return text;
  const near = nearest(text, INT64);
  throw new UsageError(
    `--int64 is number, bigint or string, not ${text}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
  );
}

const read = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });

type Values = ReturnType<typeof read>['values'];

async function load(document: string, values: Values): Promise<LoadedDocument> {
  return loadDocument(document, loadOptionsOf(referencesOf(values)));
}

/** Line breaks may have been changed since, by Git for example, and the first line says only by which command it was written. */
const comparable = (text: string): string =>
  text.replaceAll('\r\n', '\n').replace(/^\/\/ Written by: .*\n/, '');

async function isUpToDate(file: string, text: string): Promise<boolean> {
  try {
    return comparable(await readFile(file, 'utf8')) === comparable(text);
  } catch {
    return false;
  }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function put(
  text: string,
  command: string,
  { output, check }: Values,
  terminal: Terminal,
): Promise<void> {
  if (output === undefined) return terminal.write(text);
  if (!check) return write(output, text);
  if (!(await isUpToDate(output, text))) throw new Error(`${output} is not up to date. Run: ${command}`);
}

function tell({ findings, source }: LoadedDocument, terminal: Terminal): void {
  if (findings.length === 0) return;
  const heading = `${count(findings.length, 'finding')} in ${source}`;
  terminal.writeError(reportOf(heading, together(findings), paintOf(terminal, 'error')));
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = read(args);
  const [document, more] = positionals;
  if (document === undefined || more !== undefined)
    throw new UsageError('Give one document: opbind types petstore.yaml -o petstore.ts');
  if (values.check && values.output === undefined)
    throw new UsageError('--check needs the file to look at: -o petstore.ts');
  const int64 = readInt64(values.int64);
  const loaded = await load(document, values);
  tell(loaded, terminal);
  if (loaded.version === null) return 1;
  const command = typesCommand(document, values);
  const text = toTypes(loaded, {
    int64,
    bodyDefaults: !values['no-body-defaults'],
    formats: values.formats,
    command: typesCommandThere(document, values),
  });
  await put(text, command, values, terminal);
  return 0;
}

export const types: Command = {
  name: 'types',
  summary: 'writes the types of a document',
  help: HELP,
  run,
};
