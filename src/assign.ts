import type { Operation } from './document/operation.ts';
import { findOperationOptions } from './find-options.ts';
import type { OperationOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';
import { nearest } from './problem/nearest.ts';
import type { Process } from './processes.ts';

/** An operation, its process, and what is said of this one operation. */
export interface BoundProcess {
  readonly operation: Operation;
  readonly process: Process;
  readonly options: OperationOptions;
}

/** Which operation has which process. */
export interface Assigned {
  readonly bound: readonly BoundProcess[];
  readonly unbound: readonly Operation[];
  readonly findings: readonly Finding[];
}

/** The id that was probably meant: of the same operation by its other name, or nearly the same. */
const meantBy = (name: string, operations: readonly Operation[]): string | undefined =>
  operations.find(({ method, template }) => `${method} ${template}` === name)?.id ??
  nearest(
    name,
    operations.map(({ id }) => id),
  );

function unknown(name: string, operations: readonly Operation[]): Finding {
  const meant = meantBy(name, operations);
  return {
    code: 'process-unknown',
    pointer: name,
    message: 'No operation has this id.',
    mend:
      meant === undefined
        ? 'Remove it, or name it after an operationId of the document.'
        : `Did you mean ${meant}?`,
  };
}

const invalid = (name: string): Finding => ({
  code: 'process-invalid',
  pointer: name,
  message: 'This is no process.',
  mend: 'Give a function, or an object { process } that holds one.',
});

const NO_PROCESSES: Finding = {
  code: 'process-invalid',
  pointer: 'processes',
  message: 'These are no processes.',
  mend: 'Give an object with a function for each operation, by operationId.',
};

const NO_OPTIONS: OperationOptions = Object.freeze({});

/** A process and the options beside it; null where there is no process. */
function read(entry: unknown): Omit<BoundProcess, 'operation'> | null {
  if (typeof entry === 'function') return { process: entry as Process, options: NO_OPTIONS };
  if (typeof entry !== 'object' || entry === null || !('process' in entry)) return null;
  const { process, ...options } = entry;
  return typeof process === 'function' ? { process: process as Process, options } : null;
}

const isRecord = (processes: unknown): boolean =>
  typeof processes === 'object' && processes !== null && !('then' in processes);

/** Gives each process its operation, by operationId, or by `GET /pets` where the document names none. */
export function assignProcesses(
  operations: readonly Operation[],
  processes: Readonly<Record<string, unknown>>,
): Assigned {
  if (!isRecord(processes)) return { bound: [], unbound: operations, findings: [NO_PROCESSES] };
  const ids = new Set(operations.map(({ id }) => id));
  const given = Object.entries(processes).filter(([, entry]) => entry !== undefined);
  const byId = new Map(given.map(([name, entry]) => [name, read(entry)]));
  const findings = [...byId].flatMap(([name, entry]) => {
    if (!ids.has(name)) return [unknown(name, operations)];
    if (entry === null) return [invalid(name)];
    return entry.options === NO_OPTIONS ? [] : findOperationOptions(entry.options, name);
  });
  const bound = operations.flatMap((operation) => {
    const entry = byId.get(operation.id) ?? null;
    return entry === null ? [] : [{ operation, process: entry.process, options: entry.options }];
  });
  return { bound, unbound: operations.filter(({ id }) => !byId.has(id)), findings };
}
