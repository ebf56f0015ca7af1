import { shop } from './shop.mjs';

/** The document of work load D: a pet of the shop, for callers with a token. */

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://shop.example';
export const ALGORITHMS = ['HS256'];
export const SECRET = new TextEncoder().encode('a secret of at least thirty-two bytes, for the bench alone');

const { get } = shop.paths['/pets/{petId}'];

export const guarded = {
  ...shop,
  paths: { '/pets/{petId}': { get: { ...get, security: [{ token: [] }] } } },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
};
