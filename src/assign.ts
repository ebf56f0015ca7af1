import type { Operation } from './document/operation.ts';
import type { Finding } from './problem/finding.ts';
import type { Process } from './processes.ts';

/** Which operation has which process. */
export interface Assigned {
  readonly bound: readonly { readonly operation: Operation; readonly process: Process }[];
  readonly unbound: readonly Operation[];
  readonly findings: readonly Finding[];
}

/** Letters to change, add or take away to make one word of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const substituted = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The id that was probably meant: the same operation by its other name, or a word nearly the same. */
function nearest(name: string, operations: readonly Operation[]): string | undefined {
  const byPath = operations.find(({ method, template }) => `${method} ${template}` === name);
  if (byPath !== undefined) return byPath.id;
  const [best] = operations
    .map(({ id }) => ({ id, apart: distance(name.toLowerCase(), id.toLowerCase()) }))
    .sort((a, b) => a.apart - b.apart);
  return best !== undefined && best.apart <= Math.max(2, name.length / 3) ? best.id : undefined;
}

function unknown(name: string, operations: readonly Operation[]): Finding {
  const meant = nearest(name, operations);
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
  if (!isRecord(processes)) return { bound: [], unbound: operations, findings: [invalid('processes')] };
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
