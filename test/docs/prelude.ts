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
  const petstore: Api;
  const orders: Api;
  const document: object;
  const processes: Processes;
  const stock: number;

  /** As openapi-typescript writes them. */
  interface operations {
    getPetById: {
      parameters: { path: { petId: number } };
      responses: { 200: { content: { 'application/json': Pet } }; 404: { content?: never } };
    };
    addPet: {
      requestBody: { content: { 'application/json': { name: string } } };
      responses: { 201: { content: { 'application/json': Pet } } };
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

  interface paths {
    '/pets': { get: { responses: { 200: { content: { 'application/json': Pet[] } } } } };
  }

  const getPetById: Process<operations['getPetById']>;
  const addPet: Process<operations['addPet']>;
  const deletePet: Process;
  const upload: Process<operations['upload']>;
  const importPets: Process<operations['importPets']>;
  const createSession: () => string;
  const toCsv: (rows: unknown) => string;

  const createServer: typeof import('node:http').createServer;
  const once: typeof import('node:events').once;
  type AddressInfo = import('node:net').AddressInfo;
  const randomBytes: typeof import('node:crypto').randomBytes;

  /** Of runners of tests. */
  const test: typeof import('node:test').test & {
    (name: string, run: () => unknown, timeout?: number): void;
    skipIf(condition: unknown): (name: string, run: () => unknown) => void;
  };

  /** Of frameworks. */
  const express: typeof import('express');
  const fastify: (typeof import('fastify'))['default'];
  const Koa: typeof import('koa');
  const app: import('hono').Hono;
  type Context = import('hono').Context;
  type Next = import('hono').Next;

  /** Of packages that opbind does not need. */
  const decode: (bytes: Uint8Array) => unknown;
  const redis: unknown;
  const RateLimiterRedis: typeof import('rate-limiter-flexible').RateLimiterRedis;
}
`;
