// The Petstore. Its document is that of @readme/oas-examples, which a checkout has; elsewhere: npm install @readme/oas-examples
import { createServer } from 'node:http';
import { bind, reply } from 'opbind';
import { toNodeListener } from 'opbind/node';
import { readPetstore } from './document.mjs';
import { addPet, findPet, listPets, removePet } from './pets.mjs';

const noSuchPet = () => reply(404, { message: 'There is no such pet.' });

const api = await bind(
  await readPetstore(),
  {
    getPetById: ({ path }) => findPet(path.petId) ?? noSuchPet(),
    findPetsByStatus: ({ query }) => listPets(query),
    addPet: ({ body }) => reply(201, addPet(body)),
    deletePet: ({ path }) => (removePet(path.petId) ? reply(204) : noSuchPet()),
    getInventory: () =>
      Object.fromEntries(
        ['available', 'sold'].map((s) => [s, listPets({ status: [s], tags: null, indoor: null }).length]),
      ),
    uploadFile: ({ path, body: { file, additionalMetadata } }) => ({
      code: path.petId,
      type: file.type,
      message: `${file.size} bytes: ${additionalMetadata}`,
    }),
    loginUser: ({ query }) => `logged in: ${query.username}`,
  },
  {
    basePath: '/v2',
    scopes: 'all',
    authenticators: {
      api_key: (key) => (key === 'special-key' ? { name: 'curl' } : null),
      petstore_auth: (token) =>
        token === 'letmein' ? { name: 'curl', scopes: ['read:pets', 'write:pets'] } : null,
    },
  },
);

const server = createServer(toNodeListener(api));
server.once('error', ({ message }) => {
  process.stderr.write(`${message}\nAnother port: PORT=8081 npm start\n`);
  process.exitCode = 1;
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const base = `http://127.0.0.1:${server.address().port}/v2`;
  process.stdout.write(`Petstore at ${base}, ${api.operations.length} operations bound. Try:

  # a pet by its id
  curl -i -H 'api_key: special-key' ${base}/pet/2
  # a list: repeated status, tags by comma, a boolean
  curl -i -H 'authorization: Bearer letmein' '${base}/pet/findByStatus?status=available&status=sold&tags=small,calm&indoor=true'
  # a new pet
  curl -i -H 'authorization: Bearer letmein' --json '{"name":"Nemo","photoUrls":[]}' ${base}/pet
  # XML, there and back
  curl -i -H 'authorization: Bearer letmein' -H 'content-type: application/xml' \\
    -d '<Pet><name>Dory</name><photoUrl><photoUrl>dory.png</photoUrl></photoUrl></Pet>' ${base}/pet
  curl -i -H 'api_key: special-key' -H 'accept: application/xml' ${base}/pet/2
  # a file
  curl -i -H 'authorization: Bearer letmein' -F additionalMetadata=licence -F file=@LICENSE ${base}/pet/2/uploadImage
  # what is wrong with each parameter
  curl -i -H 'authorization: Bearer letmein' '${base}/pet/findByStatus?status=lost&indoor=maybe'
  # no such pet; no such path, and why; the wrong method; no credentials; an operation without a process
  curl -i -H 'api_key: special-key' ${base}/pet/99
  curl -i ${base}/pet/rex
  curl -i -X PATCH ${base}/pet/2
  curl -i ${base}/pet/2
  curl -i ${base}/user/logout

Two operations that one URL fits both: node examples/petstore/collision.mjs
`);
});
