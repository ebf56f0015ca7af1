// A consumer of the doors that need no types of Node.
import { type Api, bind, fail, Problem, type Process, reply, SetupError } from 'opbind';
import { toFetchHandler } from 'opbind/fetch';
import { toLambdaHandler } from 'opbind/lambda';
import { fakeTrigger, inject } from 'opbind/testing';

/** As openapi-typescript writes it. */
interface operations {
  getPet: {
    parameters: { query?: { verbose?: boolean }; header?: never; path: { petId: number }; cookie?: never };
    requestBody?: never;
    responses: {
      200: {
        headers: { [name: string]: unknown };
        content: { 'application/json': { id: number; name: string } };
      };
      404: { headers: { [name: string]: unknown }; content?: never };
    };
  };
}

export const getPet: Process<operations['getPet']> = ({ path, query }) => {
  const id: number = path.petId;
  const verbose: boolean | null = query.verbose;
  if (id === 0) return reply(404);
  if (id === 1) throw fail('no', { status: 503 });
  return { id, name: verbose === true ? 'Rex the dog' : 'Rex' };
};

export const api: Api = await bind<operations>('pets.yaml', { getPet });

// @ts-expect-error there is no such operation
export const misspelt: Promise<Api> = bind<operations>('pets.yaml', { getPets: getPet });

// @ts-expect-error a name is missing
export const wrong: Process<operations['getPet']> = ({ path }) => ({ id: path.petId });

// @ts-expect-error without types all values are unknown
export const untyped: Process = ({ path }) => path['petId'].length;

export const answer: { readonly status: number } = await inject(api, { url: '/pets/7' });
export const called: unknown = getPet(fakeTrigger<operations['getPet']>({ path: { petId: 7 } }));
export const fetching: (request: Request) => Promise<Response> = toFetchHandler(api);
export const handler: (event: never) => Promise<unknown> = toLambdaHandler(api);
export const codes: readonly unknown[] = [new Problem('access-denied'), SetupError.name];
