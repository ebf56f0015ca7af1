import type { Api } from './api.ts';
import { bindBy } from './binding.ts';
import { type CompiledDocument, readCompiledOnly } from './compiled-document.ts';
import type { Untyped } from './operations.ts';
import type { BindOptions } from './options.ts';
import type { Processes } from './processes.ts';

export type { Api } from './api.ts';
export type { CompiledDocument } from './compiled-document.ts';
export type { BindOptions } from './options.ts';
export { type Finding, SetupError } from './problem/finding.ts';
export { Problem } from './problem/problem.ts';
export { fail } from './process/fail.ts';
export { eachRecord } from './process/records.ts';
export { reply } from './process/reply.ts';
export type { Process, ProcessEntry, Processes } from './processes.ts';
export type { Trigger } from './trigger/trigger.ts';

/**
 * Binds the operations of a compiled document to processes, as `bind` of `opbind` does, and knows nothing of documents that are not compiled: for
 * places without files, and where nothing may be made code at run time, such as Workers.
 *
 * @param document What a module exports that `opbind compile` has written.
 * @param processes A function for each operation to be served, by operationId, or by `GET /pets` where the document names none.
 * @param given How to serve them.
 * @returns The API, ready to be handed to a door.
 * @throws {SetupError} with all findings, if the document, the processes or the options do not fit; `compiled-outdated` where another version of
 *   opbind has written the module.
 * @see OpenAPI 3.1 §4.8.10 Operation Object
 * @example
 * import { bind, type CompiledDocument, reply } from 'opbind/compiled';
 * declare const petstore: CompiledDocument; // import petstore from './petstore.mjs';
 * const api = await bind(petstore, { getPetById: ({ path }) => pets.get(path.petId) ?? reply(404) });
 */
export function bind<Operations = Untyped>(
  document: CompiledDocument,
  processes: Processes<NoInfer<Operations>>,
  given: BindOptions = {},
): Promise<Api> {
  return bindBy(readCompiledOnly, document, processes as Processes, given);
}
