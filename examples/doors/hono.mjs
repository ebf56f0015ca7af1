// PORT=8080 node examples/doors/hono.mjs; curl localhost:8080/v1/pets/1
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { toFetchHandler } from 'opbind/fetch';
import { api } from './pets.mjs';

const answer = toFetchHandler(api, {
  fromPlatform: (_request, context) => ({ clientIp: getConnInfo(context).remote.address }),
  fallback: (_request, _context, next) => next(),
});

const app = new Hono();
app.use((context, next) => answer(context.req.raw, context, next));
app.get('/health', (context) => context.text('ok'));

const port = Number(process.env.PORT ?? 8080);
serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) => {
  process.stdout.write(`listening on ${address.port}\n`);
});
