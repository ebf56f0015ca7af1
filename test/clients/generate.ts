import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import openapiTS, { astToString } from 'openapi-typescript';
import { loadDocument } from '../../src/document/load.ts';
import { toTypes } from '../../src/types/to-types.ts';

const generated = new URL('./generated/', import.meta.url);
const TYPESCRIPT = fileURLToPath(new URL('../../node_modules/tsc7/bin/tsc', import.meta.url));

/** A program that calls through openapi-fetch, by the name of its document. */
const fetching = (name: string): URL => new URL(`./callers/${name}-openapi-fetch.ts`, import.meta.url);

/** The types of `opbind types`, and the same program by them. */
async function writeOurs(name: string, file: string): Promise<void> {
  const types = toTypes(await loadDocument(file, {}));
  writeFileSync(new URL(`${name}-opbind.ts`, generated), types);
  const program = readFileSync(fetching(name), 'utf8').replace(
    `../generated/${name}.ts`,
    `./${name}-opbind.ts`,
  );
  writeFileSync(new URL(`${name}-opbind-fetch.ts`, generated), program);
}

/** Writes what each generator makes of a document. */
export async function generate(name: string, file: string): Promise<void> {
  mkdirSync(generated, { recursive: true });
  const types = await openapiTS(pathToFileURL(file), { silent: true, defaultNonNullable: false });
  writeFileSync(new URL(`${name}.ts`, generated), astToString(types));
  await writeOurs(name, file);
  await createClient({
    input: file,
    output: fileURLToPath(new URL(`${name}-hey-api`, generated)),
    plugins: ['@hey-api/client-fetch'],
    logs: { level: 'silent' },
  });
}

/** The programs that call a document through generated clients. */
export const programsOf = (name: string): readonly URL[] => [
  fetching(name),
  new URL(`${name}-opbind-fetch.ts`, generated),
  new URL(`./callers/${name}-hey-api.ts`, import.meta.url),
];

/** Compiles programs that call through generated clients, and gives what the compiler says. */
export async function compile(callers: readonly URL[]): Promise<string> {
  const file = new URL('tsconfig.json', generated);
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    allowImportingTsExtensions: true,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  writeFileSync(
    file,
    JSON.stringify({ compilerOptions, files: callers.map((caller) => fileURLToPath(caller)) }),
  );
  const tsc = promisify(execFile)(process.execPath, [TYPESCRIPT, '-p', fileURLToPath(file)]);
  return await tsc.then(({ stdout }) => stdout).catch(({ stdout }: { stdout: string }) => stdout);
}
