import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModuleError } from './command.ts';
import { loadedFiles } from './loaded-files.ts';

export type Module = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Module => typeof value === 'object' && value !== null;

/** What a module exports, by name. One of CommonJS exports what it calls its default, too, under `default`. */
export const exportsOf = (module: Module): Module => {
  const { default: own } = module;
  return isObject(own) && '__esModule' in own ? own : module;
};

/** What a module exports: its default, or else a member of that name. */
export const exportedBy = (module: Module, name: string): unknown =>
  exportsOf(module)['default'] ?? exportsOf(module)[name];

/** Frames of Node itself, and of what it runs for us. */
const OTHERS = /^\s+at .*(?:\(| )(?:node:|data:)/;

const stackOf = (error: Error): string =>
  (error.stack ?? error.message)
    .split('\n')
    .filter((line) => !OTHERS.test(line))
    .join('\n');

/** A setup error says all of itself; of all others, where they were thrown matters. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'SetupError' ? error.message : stackOf(error);
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const TYPESCRIPT = /\.[cm]?tsx?$/;

/** Files that are looked through for what is no JavaScript. */
const MOST_FILES = 20;

/** Where the syntax is wrong: Node says so only when it runs, or checks, the file itself. */
async function findSyntaxError(files: readonly string[]): Promise<string | null> {
  for (const file of [...new Set(files)].slice(0, MOST_FILES)) {
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, ['--check', file], (error, _, text) => resolve(error === null ? '' : text));
    });
    const [place] = said.split(/\n\s*\n\s+at |\n\s+at /);
    if (said !== '' && place !== undefined) return place.trimEnd();
  }
  return null;
}

async function refuse(file: string, error: unknown): Promise<never> {
  const there = await access(file).then(
    () => true,
    () => false,
  );
  if (!there) throw new ModuleError(`There is no file ${file}.`);
  if (codeOf(error) === 'ERR_UNKNOWN_FILE_EXTENSION' && TYPESCRIPT.test(file))
    throw new ModuleError(
      `${file} is TypeScript, which Node runs from 22.18 on, and this is ${process.version}. Compile it and name what comes out, or take a newer Node.`,
    );
  if (error instanceof SyntaxError) {
    await new Promise((resolve) => setImmediate(resolve)); // files are told of a little later
    const place = await findSyntaxError([resolve(file), ...loadedFiles()]);
    if (place !== null) throw new ModuleError(`${file} cannot be loaded.\n${place}`);
  }
  throw new ModuleError(`${file} cannot be loaded.\n${textOf(error)}`);
}

/**
 * Imports a module of the user's.
 *
 * @throws {ModuleError} that says why that cannot be, and where.
 */
export async function importModule(file: string): Promise<Module> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Module;
  } catch (error) {
    return refuse(file, error);
  }
}
