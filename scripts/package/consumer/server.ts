// A consumer of the doors that speak of Node.
import { createServer, type Server } from 'node:http';
import { type Authenticator, bind } from 'opbind';
import { apiKey, basic } from 'opbind/auth';
import { createConsole } from 'opbind/console';
import { type ExpressMiddleware, toExpressMiddleware } from 'opbind/express';
import { type KoaMiddleware, toKoaMiddleware } from 'opbind/koa';
import { toNodeListener } from 'opbind/node';

const key: Authenticator = apiKey({ keys: [] });
const password: Authenticator = basic({ users: {} });

const api = await bind('pets.yaml', { getPet: ({ path }) => path }, { authenticators: { key, password } });
export const server: Server = createServer(toNodeListener(api));
export const express: ExpressMiddleware = toExpressMiddleware(api);
export const koa: KoaMiddleware = toKoaMiddleware(api);
export const pages: Server = createServer(
  toNodeListener(await createConsole(api, { authenticator: password })),
);
