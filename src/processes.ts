import type { Answer, Untyped } from './operations.ts';
import type { OperationOptions } from './options.ts';
import type { Trigger } from './trigger/trigger.ts';

/**
 * The function that does the work of an operation: what it returns is the answer.
 *
 * @example
 * const getPetById: Process<operations['getPetById']> = ({ path }) => pets.get(path.petId) ?? reply(404);
 */
export type Process<Op = Untyped> = (trigger: Trigger<Op>) => Answer<Op> | Promise<Answer<Op>>;

/** A process together with the options of its operation. */
export interface ProcessEntry<Op = Untyped> extends OperationOptions {
  readonly process: Process<Op>;
}

declare const exhaustive: unique symbol;

/**
 * Operations each of which has to have a process: one that is left out is a compile error.
 *
 * @example
 * type Reading = Pick<operations, 'getPetById'>;
 * bind<Exhaustive<Reading>>('petstore.yaml', { getPetById: ({ path }) => pets.get(path.petId) ?? reply(404) });
 */
export interface Exhaustive<Operations> {
  readonly [exhaustive]: Operations;
}

/**
 * Processes by operationId. Those of a typed document are checked: an id that it does not have is a compile error, and with
 * {@link Exhaustive} so is one that is missing.
 */
export type Processes<Operations = Untyped> = Operations extends Untyped
  ? Readonly<Record<string, Process | ProcessEntry>>
  : Operations extends Exhaustive<infer All>
    ? { readonly [Id in keyof All]: Process<All[Id]> | ProcessEntry<All[Id]> }
    : { readonly [Id in keyof Operations]?: Process<Operations[Id]> | ProcessEntry<Operations[Id]> };
