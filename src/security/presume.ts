import type { HttpRequest } from '../http/message.ts';
import type { Principal } from './principal.ts';

// Keyed by the object that a request is in this process: no bytes of the network can be a key.
const presumed = new WeakMap<HttpRequest, Principal | null>();

/**
 * Takes a request for one of this principal, whatever its credentials are: every scheme that is asked for has shown him. Null: nobody presented
 * any. What principals may do is weighed as ever.
 */
export const presume = (request: HttpRequest, principal: Principal | null): void => {
  presumed.set(request, principal);
};

/** Whose request this is presumed to be; undefined where its credentials have to say it. */
export const presumedOf = (request: HttpRequest): Principal | null | undefined => presumed.get(request);

/** The same of a request that stands for another one. */
export function presumeAs(request: HttpRequest, other: HttpRequest): HttpRequest {
  const principal = presumed.get(other);
  if (principal !== undefined && request !== other) presumed.set(request, principal);
  return request;
}
