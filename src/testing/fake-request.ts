import type { HttpRequest } from '../http/message.ts';

/**
 * A request that never was: `GET /` over http, without body, but for what is said otherwise.
 *
 * @param overrides Members that differ. Header names are written in lower case.
 * @example
 * const response = await api.handle(fakeRequest({ url: '/pets/7' }));
 */
export const fakeRequest = (overrides: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: '/',
  headers: {},
  protocol: 'http',
  clientIp: '127.0.0.1',
  ...overrides,
});
