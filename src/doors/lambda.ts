import { type Servable, walkOf } from '../servable.ts';
import { isEvent, type LambdaEvent } from './lambda/event.ts';
import { toHttpRequest } from './lambda/request.ts';
import { type LambdaResult, toLambdaResult } from './lambda/result.ts';

export type { BalancerEvent, GatewayCertificate, HttpEvent, LambdaEvent, RestEvent } from './lambda/event.ts';
export type { LambdaResult } from './lambda/result.ts';

/** How a function of Lambda takes paths. */
export interface LambdaOptions {
  /**
   * Whether the name of a stage that a path begins with (`/prod/pets`) is matched. `strip`, the default, matches `/pets`; `keep` matches the
   * path as it was sent, for documents whose `servers` name the stage.
   */
  readonly stage?: 'strip' | 'keep';
}

/** What Lambda calls. */
export type LambdaHandler = (event: LambdaEvent, context?: unknown) => Promise<LambdaResult>;

const FOREIGN =
  'This event is none of an HTTP request. Send events of API Gateway (REST or HTTP), of a load balancer or of a function URL to this function, and others elsewhere.';

/**
 * Serves an API from a function of AWS Lambda, behind a REST API or an HTTP API of API Gateway, an Application Load Balancer, or a function
 * URL; which of them is seen by the event.
 *
 * Bytes go out as base64, unless their media type says that they are text. Answers that come in pieces are collected first, so they have
 * to end. Nobody tells Lambda that a caller has gone, so `run.signal` aborts by time only.
 *
 * @param api What `bind` or `combine` gave.
 * @param options How paths are taken.
 * @returns A function to export as the one that Lambda calls.
 * @throws {TypeError} as a rejection, for events of other kinds. What breaks an answer on its way rejects as well, which Lambda turns into a 502.
 * @see AWS Lambda Developer Guide, "Working with Lambda proxy integrations", for the events
 * @example
 * export const handler = toLambdaHandler(await bind('petstore.yaml', { getPetById: ({ path }) => pets.get(path.petId) }));
 */
export function toLambdaHandler(api: Servable, options: LambdaOptions = {}): LambdaHandler {
  const { stage = 'strip' } = options;
  const walk = walkOf(api);
  return async (event) => {
    if (!isEvent(event)) throw new TypeError(FOREIGN);
    return toLambdaResult(await walk(toHttpRequest(event, stage === 'keep'), true), event);
  };
}
