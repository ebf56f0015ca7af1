// A consumer of the doors that speak of Node.
import { createServer, type Server } from 'node:http';
import { type Authenticator, bind } from 'opbind';
import { apiKey, basic } from 'opbind/auth';
import { toNodeListener } from 'opbind/node';

const key: Authenticator = apiKey({ keys: [] });
const password: Authenticator = basic({ users: {} });

const api = await bind('pets.yaml', { getPet: ({ path }) => path }, { authenticators: { key, password } });
export const server: Server = createServer(toNodeListener(api));
