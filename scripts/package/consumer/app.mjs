// An application for bundlers: its bundle has to run where there are no packages beside it. It loads YAML, Ajv with formats, the XML parser,
// cookies and negotiation, each of which opbind loads on first use.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bind, reply } from 'opbind';
import { toNodeListener } from 'opbind/node';

const DOCUMENT = `
openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /pets/{petId}:
    put:
      operationId: putPet
      parameters: [{ name: petId, in: path, required: true, schema: { type: integer } }]
      requestBody:
        required: true
        content: { application/json: { schema: &pet { type: object, properties: { born: { type: string, format: date } } } }, application/xml: { schema: *pet } }
      responses: { 200: { description: The pet, content: { application/json: { schema: *pet }, application/xml: { schema: *pet } } } }
`;

async function main() {
  const file = join(tmpdir(), `opbind-consumer-${process.pid}.yaml`);
  await writeFile(file, DOCUMENT);
  const api = await bind(file, {
    putPet: ({ path, body: { born } }) =>
      path.petId === 7 ? reply(200, { born }, { cookies: { seen: 'yes' } }) : { born },
  });
  const server = createServer(toNodeListener(api));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const call = async (path, type, body, accept) => {
    const headers = { 'content-type': type, accept };
    const url = `http://127.0.0.1:${server.address().port}${path}`;
    const answer = await fetch(url, { method: 'PUT', headers, body });
    return [answer.status, answer.headers.get('set-cookie'), answer.headers.get('content-type')];
  };
  const answers = [
    await call('/pets/7', 'application/json', '{"born":"2020-02-29"}', 'application/json'),
    await call('/pets/7', 'application/json', '{"born":"2021-02-29"}', 'application/json'),
    await call(
      '/pets/8',
      'application/xml',
      '<pet><born>2020-02-29</born></pet>',
      'application/json;q=0.5, application/xml',
    ),
  ];
  process.stdout.write(JSON.stringify(answers));
  server.close();
  server.closeAllConnections();
}

void main();
