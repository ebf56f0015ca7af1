/**
 * What examples in comments may take for granted: an API that is bound, a store of pets, and what a program around them has. A name that an
 * example uses, and neither opbind nor this declares, is an error.
 */
export const PRELUDE: string = `
import type { Api, Processes, Process } from 'opbind';

declare global {
  interface Pet { id: number; name: string }
  const pets: { get(id: unknown): Pet | undefined; has(id: number): Promise<boolean>; add(pet: Pet): Promise<void> };
  const api: Api;
  const processes: Processes;
  const stock: number;

  /** As openapi-typescript writes them. */
  interface operations {
    getPetById: {
      parameters: { path: { petId: number } };
      responses: { 200: { content: { 'application/json': Pet } }; 404: { content?: never } };
    };
    importPets: {
      requestBody: { content: { 'application/json': Pet[] } };
      responses: { 200: { content: { 'application/json': unknown } } };
    };
    upload: {
      requestBody: { content: { 'multipart/form-data': { photo: Blob } } };
      responses: { 200: { content: { 'application/json': { bytes: number } } } };
    };
  }

  const getPetById: Process;
  const deletePet: Process;
  const upload: Process;
  const importPets: Process;
  const createSession: () => string;
  const toCsv: (rows: unknown) => string;

  const createServer: typeof import('node:http').createServer;
  const randomBytes: typeof import('node:crypto').randomBytes;

  /** Of packages that opbind does not need. */
  const decode: (bytes: Uint8Array) => unknown;
  const redis: unknown;
  const RateLimiterRedis: typeof import('rate-limiter-flexible').RateLimiterRedis;
}
`;
