import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of its own for the files of a test. */
export interface Folder {
  readonly path: string;
  /** Path of a file in it, with a text if there is one. */
  file(name: string, text?: string): string;
  remove(): void;
}

export function createFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'opbind-cli-'));
  return {
    path,
    file: (name, text) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      if (text !== undefined) writeFileSync(file, text);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Pets, with a collision that the more concrete path settles, typed segments, security, and a base path. */
export const PETS = `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
servers: [{ url: /v1 }]
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    login: { type: oauth2, flows: { clientCredentials: { tokenUrl: /token, scopes: { read: Read, write: Write } } } }
paths:
  /pets:
    get:
      operationId: listPets
      responses: { 200: { description: ok, content: { application/json: { example: [{ name: Tom }] } } } }
  /pets/{petId}:
    get:
      operationId: getPet
      security: [{ key: [] }, { login: [read, write] }]
      parameters: [{ name: petId, in: path, required: true, schema: { type: integer } }]
      responses:
        200: { description: ok, content: { application/json: { example: { name: Tom } } } }
        404: { description: none, content: { application/json: { example: { message: none } } } }
  /users/{name}:
    get:
      operationId: getUser
      parameters: [{ name: name, in: path, required: true, schema: { type: string } }]
      responses: { 200: { description: ok } }
  /users/login:
    get:
      operationId: login
      responses: { 200: { description: ok } }
`;
