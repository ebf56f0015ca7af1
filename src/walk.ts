import type { HttpRequest, HttpResponse } from './http/message.ts';
import type { ResponseMismatch } from './response/mismatch.ts';

/** Marks the answer to a request that the API has no path for, which a host application may answer itself. */
export const unmatched: unique symbol = Symbol('opbind.unmatched');

/** Marks the answer to a request that the API has a path for, but no operation of the method or no process, which another API may have. */
export const passable: unique symbol = Symbol('opbind.passable');

/** Marks an answer that stands in the place of one that does not fit the document. */
export const mismatched: unique symbol = Symbol('opbind.mismatched');

export type Walked = HttpResponse & {
  readonly [unmatched]?: true;
  readonly [passable]?: true;
  readonly [mismatched]?: ResponseMismatch;
};

/**
 * Whether nobody else is asked for an answer to what the API has no path for, or somebody is; `shared`: even where it has the path, and only no
 * operation. Nobody is told here of a call that others are asked to answer.
 */
export type IsLast = boolean | 'shared';

/**
 * One request through the rooms. Never throws, never rejects, answers once; synchronous where nothing has to be waited for.
 *
 * @param isLast Default false.
 */
export type Walk = (request: HttpRequest, isLast?: IsLast) => Walked | Promise<Walked>;
