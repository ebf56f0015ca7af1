// PORT=8080 node examples/doors/fastify.mjs; curl localhost:8080/v1/pets/1
import { fastify } from 'fastify';
import { toFastifyPlugin } from 'opbind/fastify';
import { api } from './pets.mjs';

const app = fastify();
app.register(toFastifyPlugin(api));
app.get('/health', async () => 'ok');

await app.listen({ port: Number(process.env.PORT ?? 8080), host: '127.0.0.1' });
process.stdout.write(`listening on ${app.server.address().port}\n`);
