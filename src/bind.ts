import type { Api } from './api.ts';
import { bindBy, type Examined, examineBy } from './binding.ts';
import type { Untyped } from './operations.ts';
import type { BindOptions } from './options.ts';
import type { Processes } from './processes.ts';
import { readAny } from './read-any.ts';

/** Looks at everything that is to be bound, and binds nothing. */
export const examine = (
  document: string | URL | object,
  processes: Readonly<Record<string, unknown>>,
  options: BindOptions,
): Promise<Examined> => examineBy(readAny, document, processes, options);

/**
 * Binds the operations of an OpenAPI document to processes, and gives the API that serves them.
 *
 * All that is wrong is found now and reported at once; a request later finds nothing undecided.
 *
 * @param document Path of a file, a `URL`, or a parsed document: Swagger 2.0, OpenAPI 3.0, 3.1 or 3.2, in JSON or YAML; or what a module exports that
 *   `opbind compile` has written. It is not changed.
 * @param processes A function for each operation to be served, by operationId, or by `GET /pets` where the document names none.
 * @param given How to serve them.
 * @returns The API, ready to be handed to a door.
 * @throws {SetupError} with all findings, if the document, the processes or the options do not fit.
 * @see OpenAPI 3.1 §4.8.10 Operation Object
 * @example
 * const api = await bind('petstore.yaml', {
 *   getPetById: ({ path }) => pets.get(path.petId) ?? reply(404, { message: 'no such pet' }),
 * });
 */
export async function bind<Operations = Untyped>(
  document: string | URL | object,
  processes: Processes<NoInfer<Operations>>,
  given: BindOptions = {},
): Promise<Api> {
  return bindBy(readAny, document, processes as Processes, given);
}
