import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Compilers by the folder of their package. */
export type Compiler = 'tsc7' | 'typescript';

const ROOT = new URL('../../', import.meta.url);

const OPTIONS = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  target: 'es2022',
  lib: ['es2023', 'dom'],
  module: 'nodenext',
  allowImportingTsExtensions: true,
  types: [],
};

/** For modules that import opbind's source, which is written for these. */
export const WITH_SOURCE: Readonly<Record<string, unknown>> = {
  skipLibCheck: true,
  lib: ['es2023'],
  types: ['node'],
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
};

export interface Compiling {
  readonly compiler?: Compiler;
  /** Beside `strict`. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Compiles modules as one program, in a folder of their own. Gives the lines that the compiler has to say, none where all is well. */
export async function compile(
  folder: string,
  modules: Readonly<Record<string, string>>,
  { compiler = 'tsc7', options = {} }: Compiling = {},
): Promise<readonly string[]> {
  const place = fileURLToPath(new URL(`./generated/${folder}/`, import.meta.url));
  mkdirSync(place, { recursive: true });
  try {
    for (const [name, text] of Object.entries(modules)) writeFileSync(`${place}${name}.ts`, text);
    const files = Object.keys(modules).map((name) => `${name}.ts`);
    writeFileSync(
      `${place}tsconfig.json`,
      JSON.stringify({ compilerOptions: { ...OPTIONS, ...options }, files }),
    );
    const command = fileURLToPath(new URL(`node_modules/${compiler}/bin/tsc`, ROOT));
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, [command, '-p', place], { maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
        resolve(error === null ? stdout : stdout || stderr || error.message),
      );
    });
    return said.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
