import type { SchemeAuthenticator } from '../security/principal.ts';
import { type BearerOptions, createBearer } from './bearer.ts';
import { createIntrospection, type IntrospectionOptions } from './introspection.ts';

/** How access tokens are checked: here, as {@link bearer} does, or by asking the server that issued them. */
export type OAuth2Options = BearerOptions | IntrospectionOptions;

/**
 * Takes access tokens of an authorization server: signed ones as {@link bearer} does, or opaque ones by asking the server about each
 * (`introspection`). While it cannot be asked, nobody is let in and the answer is 503.
 *
 * @param options Those of {@link bearer}; or `introspection`, with where to ask and who is asking. All times are in seconds.
 * @throws {TypeError} if what is needed is missing, or the server would be asked over http.
 * @see RFC 7662, RFC 6749
 * @example
 * const authenticators = {
 *   login: oauth2({
 *     introspection: { url: 'https://login.example/introspect', clientId: 'pets', clientSecret: 'secret', audience: 'pets' },
 *     cache: { size: 1000, maxAge: 30 },
 *   }),
 * };
 */
export function oauth2(options: OAuth2Options): SchemeAuthenticator {
  return 'introspection' in options ? createIntrospection(options) : createBearer('oauth2', options);
}
