import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModuleError } from './command.ts';

export type Module = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Module => typeof value === 'object' && value !== null;

/** A module of CommonJS exports what it calls its default, too, under `default`. */
const inner = (module: Module): Module => {
  const { default: own } = module;
  return isObject(own) && '__esModule' in own ? own : module;
};

/** What a module exports: its default, or else a member of that name. */
export const exportedBy = (module: Module, name: string): unknown =>
  inner(module)['default'] ?? inner(module)[name];

/** A setup error says all of itself; of all others, where they were thrown matters. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'SetupError' ? error.message : (error.stack ?? error.message);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

const TYPESCRIPT = /\.[cm]?tsx?$/;

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
