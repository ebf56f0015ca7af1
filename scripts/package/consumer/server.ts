// A consumer of the doors that speak of Node.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type Authenticator, bind } from 'opbind';
import { apiKey, basic, bearer, type KeySet, tokenIssuer } from 'opbind/auth';
import { createConsole } from 'opbind/console';
import { type ExpressMiddleware, toExpressMiddleware } from 'opbind/express';
import { type KoaMiddleware, toKoaMiddleware } from 'opbind/koa';
import { toNodeListener } from 'opbind/node';

const key: Authenticator = apiKey({ keys: [] });
const password: Authenticator = basic({ users: {} });
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: '2025' };
const jwks: KeySet = { keys: [jwk, { kty: 'OKP', crv: 'Ed25519', x: 'x', x5c: ['MII'] }] };
export const token: Authenticator = bearer({
  issuer: 'pets',
  audience: 'pets',
  algorithms: ['EdDSA'],
  keys: { keys: [jwk] },
});
export const tokens: unknown = tokenIssuer({
  keys: [{ kid: '2025', alg: 'EdDSA', privateKey: privateKey.export({ format: 'jwk' }) }],
  issuer: 'pets',
  audience: 'pets',
});
export const many: Authenticator = bearer({
  issuer: 'pets',
  audience: 'pets',
  algorithms: ['EdDSA'],
  keys: [publicKey, jwk, ...jwks.keys],
});

const api = await bind('pets.yaml', { getPet: ({ path }) => path }, { authenticators: { key, password } });
export const server: Server = createServer(toNodeListener(api));
export const express: ExpressMiddleware = toExpressMiddleware(api);
export const koa: KoaMiddleware = toKoaMiddleware(api);
export const pages: Server = createServer(
  toNodeListener(await createConsole(api, { authenticator: password })),
);
