import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa3 from 'koa';
import Koa2 from 'koa2';
import { describe } from 'vitest';
import { toKoaMiddleware } from '../../src/doors/koa.ts';
import type { Api } from '../../src/index.ts';
import type { AuditOptions, ListeningDoor } from '../../src/testing/index.ts';
import { auditing } from './auditing.ts';
import { listen } from './listen.ts';

type Mount = (app: Koa3, api: Api) => void;

const HOST = { host: { target: '/host', text: 'host' } };

const MOUNTS: readonly (readonly [name: string, mount: Mount, options: AuditOptions])[] = [
  ['at the root', (app, api) => app.use(toKoaMiddleware(api)), HOST],
  [
    'in a router',
    (app, api) => {
      const router = new Router();
      router.all('/audit{/*rest}', toKoaMiddleware(api));
      app.use(router.routes());
    },
    HOST,
  ],
  [
    'after a parser of bodies',
    (app, api) => app.use(bodyParser({ jsonLimit: '8mb' })).use(toKoaMiddleware(api)),
    { ...HOST, lacks: ['body-errors'] },
  ],
];

const start =
  (Koa: typeof Koa3, mount: Mount) =>
  (api: Api): Promise<ListeningDoor> => {
    const app = new Koa();
    // Koa writes down every answer that breaks off.
    app.on('error', () => undefined);
    mount(app, api);
    app.use((ctx) => {
      if (ctx.path === '/host') ctx.body = 'host';
    });
    return listen(app.callback());
  };

describe.each([
  ['Koa 3', Koa3],
  ['Koa 2', Koa2],
] as const)('%s', (_, Koa) => {
  for (const [name, mount, options] of MOUNTS) auditing(name, start(Koa, mount), options);
});
