import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const file = createRequire(import.meta.url).resolve('@readme/oas-examples/3.0/json/petstore.json');

/** Swagger's Petstore as published, with two more parameters for its list: `tags=small,calm` and `indoor=true`. */
export async function readPetstore() {
  const document = JSON.parse(await readFile(file, 'utf8'));
  document.paths['/pet/findByStatus'].get.parameters.push(
    {
      name: 'tags',
      in: 'query',
      style: 'form',
      explode: false,
      schema: { type: 'array', items: { type: 'string' } },
    },
    { name: 'indoor', in: 'query', schema: { type: 'boolean' } },
  );
  return document;
}
