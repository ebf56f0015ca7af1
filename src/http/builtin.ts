/**
 * A module of Node, where it is first needed. Undefined where there is no Node, nor what stands in for it: in a Worker, for one. Imports would keep
 * opbind from being bundled for such places.
 */
export const builtin = ((id: string) =>
  globalThis.process?.getBuiltinModule?.(id)) as NodeJS.Process['getBuiltinModule'];

/** A module of Node that something cannot be done without. */
export function neededBuiltin<Module>(module: Module | undefined, what: string): Module {
  if (module === undefined) throw new Error(`${what} needs Node, or what stands in for it.`);
  return module;
}
