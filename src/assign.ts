import type { Operation } from './document/operation.ts';
import { nearest } from './nearest.ts';
import type { Finding } from './problem/finding.ts';
import type { Process } from './processes.ts';

/** Which operation has which process. */
export interface Assigned {
  readonly bound: readonly { readonly operation: Operation; readonly process: Process }[];
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

const processOf = (entry: unknown): Process | null => {
  const process = typeof entry === 'object' && entry !== null && 'process' in entry ? entry.process : entry;
  return typeof process === 'function' ? (process as Process) : null;
};

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
  const findings = given.flatMap(([name, entry]) => {
    if (!ids.has(name)) return [unknown(name, operations)];
    return processOf(entry) === null ? [invalid(name)] : [];
  });
  const byId = new Map(given.map(([name, entry]) => [name, processOf(entry)]));
  const bound = operations.flatMap((operation) => {
    const process = byId.get(operation.id) ?? null;
    return process === null ? [] : [{ operation, process }];
  });
  return { bound, unbound: operations.filter(({ id }) => !byId.has(id)), findings };
}
