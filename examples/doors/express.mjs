// PORT=8080 node examples/doors/express.mjs; curl localhost:8080/v1/pets/1
import express from 'express';
import { toExpressMiddleware } from 'opbind/express';
import { api } from './pets.mjs';

const app = express();
app.use(toExpressMiddleware(api)); // before express.json(), so that the body is read as the document says
app.get('/health', (_request, response) => response.send('ok'));

const server = app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
