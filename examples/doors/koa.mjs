// PORT=8080 node examples/doors/koa.mjs; curl localhost:8080/v1/pets/1
import Koa from 'koa';
import { toKoaMiddleware } from 'opbind/koa';
import { api } from './pets.mjs';

const app = new Koa();
app.use(toKoaMiddleware(api));
app.use((ctx) => {
  if (ctx.path === '/health') ctx.body = 'ok';
});

const server = app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
