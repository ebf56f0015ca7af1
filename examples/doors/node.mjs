// PORT=8080 node examples/doors/node.mjs; curl localhost:8080/v1/pets/1
import { createServer } from 'node:http';
import { toNodeListener } from 'opbind/node';
import { api } from './pets.mjs';

const server = createServer(toNodeListener(api));
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
