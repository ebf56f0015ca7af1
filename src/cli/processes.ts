import type { BindOptions } from '../options.ts';
import type { Processes } from '../processes.ts';
import { ModuleError } from './command.ts';
import { exportedBy, importModule, type Module, textOf } from './module.ts';

/** What a module of processes gives. */
export interface Bindable {
  readonly processes: Processes;
  readonly options: BindOptions;
  /** Lets go of what the processes hold. */
  readonly close?: () => unknown;
}

const MODULE = /\.[cm]?[jt]sx?$/;

/** Whether an argument names a module rather than a document. */
export const isModule = (argument: string): boolean => MODULE.test(argument);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{ processes, options }` rather than an object of processes, one of which may be called `processes`. */
const isWhole = (value: Readonly<Record<string, unknown>>): boolean =>
  isRecord(value['processes']) && typeof value['processes']['process'] !== 'function';

const isProcess = (value: unknown): boolean =>
  typeof value === 'function' || (isRecord(value) && typeof value['process'] === 'function');

/** A module that exports each process by its name; what else it exports is none of ours. */
const namedIn = (module: Module): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(module).filter(([, value]) => isProcess(value)));

function toBindable(file: string, value: unknown): Bindable {
  if (!isRecord(value))
    throw new ModuleError(
      `${file} exports no processes: export default { getPet: ({ path }) => … }, or { processes, options }, or a function that gives one of them.`,
    );
  if (typeof value['handle'] === 'function' && 'operations' in value)
    throw new ModuleError(`${file} exports an API that is bound already. Export its processes instead.`);
  // Whether they are processes, bind finds out.
  if (!isWhole(value)) return { processes: value as Processes, options: {} };
  const { processes, options, close } = value;
  return {
    processes: processes as Processes,
    options: isRecord(options) ? options : {},
    ...(typeof close === 'function' && { close: () => close() }),
  };
}

/**
 * Loads a module of processes, in whichever way it exports them.
 *
 * @throws {ModuleError} where it cannot be loaded, breaks, or exports none.
 */
export async function loadProcesses(file: string): Promise<Bindable> {
  const module = await importModule(file);
  const whole = isWhole(module) ? module : namedIn(module);
  const exported = exportedBy(module, '') ?? (Object.keys(whole).length > 0 ? whole : null);
  try {
    return toBindable(file, typeof exported === 'function' ? await exported() : exported);
  } catch (error) {
    if (error instanceof ModuleError) throw error;
    throw new ModuleError(`${file} gives no processes.\n${textOf(error)}`);
  }
}
