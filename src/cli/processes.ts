import { isOptionName } from '../find-options.ts';
import type { BindOptions } from '../options.ts';
import { nearest } from '../problem/nearest.ts';
import type { Processes } from '../processes.ts';
import { ModuleError } from './command.ts';
import { exportsOf, importModule, type Module, textOf } from './module.ts';

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

const BESIDE = ['options', 'close'] as const;
const MEMBERS: readonly string[] = ['processes', ...BESIDE];

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);

/** A module that exports each process by its name; what else it exports is none of ours. */
const namedIn = (module: Module): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(module).filter(
      ([name, value]) => isProcess(value) && name !== 'close' && name !== 'module.exports',
    ),
  );

/** Options under another name would be no options at all, and what they close would be open. */
function refuseMisspelt(file: string, named: Module): void {
  const found = Object.entries(named).find(
    ([name, value]) =>
      name !== 'options' &&
      nearest(name, ['options']) !== undefined &&
      isRecord(value) &&
      Object.keys(value).some(isOptionName),
  );
  if (found !== undefined)
    throw new ModuleError(`${file} exports ${found[0]}, which nobody reads. Did you mean options?`);
}

function refuseUnknown(file: string, whole: Module): void {
  const name = Object.keys(whole).find((one) => !isOneOf(MEMBERS, one));
  if (name === undefined) return;
  const near = nearest(name, MEMBERS);
  const mend = near === undefined ? `There are ${MEMBERS.join(', ')}.` : `Did you mean ${near}?`;
  throw new ModuleError(`${file} exports ${name} beside its processes, which nobody reads. ${mend}`);
}

/** A promise has no members yet, and would pass for options that say nothing. */
function readOptions(file: string, options: unknown): BindOptions {
  if (options === undefined) return {};
  if (isRecord(options) && typeof options['then'] !== 'function') return options;
  throw new ModuleError(
    `${file} exports options that are no object: options: { requireSecurity: true }. What has to be waited for is given by a function: export default async () => ({ processes, options }).`,
  );
}

function readClose(file: string, close: unknown): Pick<Bindable, 'close'> {
  if (close === undefined) return {};
  if (typeof close === 'function') return { close: () => close() };
  throw new ModuleError(`${file} exports a close that is no function: close: () => pool.end().`);
}

/** Exports that say something of all processes, whichever way those are exported. */
function besideIn(named: Module): Module {
  const { options, close } = named;
  return { ...(!isProcess(options) && { options }), close };
}

function toBindable(file: string, value: unknown, beside: Module): Bindable {
  if (!isRecord(value))
    throw new ModuleError(
      `${file} exports no processes: export default { getPet: ({ path }) => … }, or { processes, options }, or a function that gives one of them.`,
    );
  if (typeof value['handle'] === 'function' && 'operations' in value)
    throw new ModuleError(`${file} exports an API that is bound already. Export its processes instead.`);
  const whole = isWhole(value);
  if (whole) refuseUnknown(file, value);
  const {
    processes,
    options = beside['options'],
    close = beside['close'],
  } = whole ? value : { processes: withoutBeside(value, beside) };
  return {
    // Whether they are processes, bind finds out.
    processes: processes as Processes,
    options: readOptions(file, options),
    ...readClose(file, close),
  };
}

/** What CommonJS exports by name is a member of its default, too. */
const withoutBeside = (processes: Module, beside: Module): Module =>
  Object.fromEntries(
    Object.entries(processes).filter(
      ([name, value]) => !isOneOf(BESIDE, name) || value === undefined || beside[name] !== value,
    ),
  );

/** `processes`, `options` and `close`, or each process, by their names. */
function byNames(named: Module): Module | null {
  const { processes } = named;
  if (isWhole(named)) return { processes };
  const all = namedIn(named);
  return Object.keys(all).length > 0 ? all : null;
}

/**
 * Loads a module of processes, in whichever way it exports them.
 *
 * @throws {ModuleError} where it cannot be loaded, breaks, or exports none.
 */
export async function loadProcesses(file: string): Promise<Bindable> {
  const named = exportsOf(await importModule(file));
  const exported = named['default'] ?? byNames(named);
  refuseMisspelt(file, named);
  try {
    return toBindable(file, typeof exported === 'function' ? await exported() : exported, besideIn(named));
  } catch (error) {
    if (error instanceof ModuleError) throw error;
    throw new ModuleError(`${file} gives no processes.\n${textOf(error)}`);
  }
}
