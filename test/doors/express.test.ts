import express5, { type Express } from 'express';
import express4 from 'express4';
import { describe } from 'vitest';
import { toExpressMiddleware } from '../../src/doors/express.ts';
import type { Api } from '../../src/index.ts';
import type { AuditOptions, ListeningDoor } from '../../src/testing/index.ts';
import { auditing } from './auditing.ts';
import { listen } from './listen.ts';

type Mount = (app: Express, api: Api, express: typeof express5) => void;

const HOST = { host: { target: '/host', text: 'host' } };
const PARSED: AuditOptions = { ...HOST, lacks: ['body-bytes', 'body-errors'] };

const MOUNTS: readonly (readonly [name: string, mount: Mount, options: AuditOptions])[] = [
  ['at the root', (app, api) => app.use(toExpressMiddleware(api)), HOST],
  [
    'in a router',
    (app, api, express) => {
      const router = express.Router();
      router.use(toExpressMiddleware(api));
      app.use('/audit', router);
    },
    HOST,
  ],
  [
    'after parsers of JSON and forms',
    (app, api, express) =>
      app.use(
        express.json({ limit: '8mb' }),
        express.urlencoded({ extended: true }),
        toExpressMiddleware(api),
      ),
    PARSED,
  ],
  [
    'after a reader of bytes',
    (app, api, express) => app.use(express.raw({ type: () => true, limit: '8mb' }), toExpressMiddleware(api)),
    { ...HOST, lacks: ['body-stream'] },
  ],
];

const start =
  (express: typeof express5, mount: Mount) =>
  (api: Api): Promise<ListeningDoor> => {
    const app = express();
    app.get('/audit/before', (_, response) => response.send('before'));
    mount(app, api, express);
    app.get('/host', (_, response) => response.send('host'));
    return listen(app);
  };

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
] as const)('%s', (_, express) => {
  for (const [name, mount, options] of MOUNTS) auditing(name, start(express, mount), options);
});
