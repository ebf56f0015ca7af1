import { readFileSync } from 'node:fs';
import { getRequestListener } from '@hono/node-server';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { guarded as guardedDocument } from '../documents/guarded.mjs';
import { listPets, pets as petsDocument } from '../documents/pets.mjs';
import { pet, receipt, shop as shopDocument } from '../documents/shop.mjs';
import { PROBLEM, problemOf } from './problems.mjs';
import { createVerify } from './verify.mjs';

/** Hono with zod-openapi on its own adapter for Node: schemas in zod, made of those of the document. */

const problem = (context, status, title, errors) =>
  context.body(problemOf(status, title, errors), status, { 'content-type': PROBLEM });

const refuse = ({ success, error, target }, context) => {
  if (success) return;
  return problem(
    context,
    400,
    'Invalid request',
    error.issues.map(({ path, code, message }) => ({
      in: target === 'json' ? 'body' : target,
      pointer: path.map((name) => `/${name}`).join(''),
      code,
      message,
    })),
  );
};

const create = () => {
  const app = new OpenAPIHono({ defaultHook: refuse });
  app.notFound((context) => problem(context, 404, 'Not found'));
  app.onError((error, context) => problem(context, error.status ?? 500, error.message));
  return app;
};

const listen = (app) => ({ listener: getRequestListener(app.fetch) });

const ok = { 200: { description: 'ok' } };

const limit = z
  .string()
  .regex(/^\d+$/)
  .default('20')
  .transform(Number)
  .pipe(z.number().int().min(1).max(100));
const integer = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(1));

const petRoute = createRoute({
  method: 'get',
  path: '/pets/{petId}',
  request: {
    params: z.object({ petId: integer }),
    query: z.object({
      tags: z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(z.string()).max(10))
        .optional(),
      verbose: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional(),
      limit,
    }),
  },
  responses: ok,
});

const getPet = (context) => {
  const { petId } = context.req.valid('param');
  const { tags, verbose, limit: most } = context.req.valid('query');
  return context.json(pet(petId, tags ?? null, verbose ?? null, most));
};

const inline = (description, node) => {
  if (Array.isArray(node)) return node.map((each) => inline(description, each));
  if (typeof node !== 'object' || node === null) return node;
  if (node.$ref !== undefined)
    return inline(description, description.components.schemas[node.$ref.split('/').at(-1)]);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inline(description, value)]));
};

const bodyOf = (description, { content }) => ({
  content: {
    'application/json': { schema: z.fromJSONSchema(inline(description, content['application/json'].schema)) },
  },
  required: true,
});

export const shop = () => {
  const app = create();
  app.openapi(petRoute, getPet);
  app.openapi(
    createRoute({
      method: 'post',
      path: '/orders',
      request: { body: bodyOf(shopDocument, shopDocument.paths['/orders'].post.requestBody) },
      responses: { 201: { description: 'The receipt.' } },
    }),
    (context) => context.json(receipt(context.req.valid('json')), 201),
  );
  return listen(app);
};

export const guarded = async () => {
  const isValid = await createVerify();
  const app = create();
  app.use(async (context, next) => {
    if (await isValid(context.req.header('authorization'))) return next();
    return problem(context, 401, 'Unauthorized');
  });
  app.openapi({ ...petRoute, security: Object.values(guardedDocument.paths)[0].get.security }, getPet);
  return listen(app);
};

export const remembering = guarded;

const servePets = (checks) => {
  const app = create();
  const { schema } = petsDocument.paths['/pets'].get.responses[200].content['application/json'];
  const list = z.fromJSONSchema(inline(petsDocument, schema));
  const page = z.string().regex(/^\d+$/).default('1').transform(Number).pipe(z.number().int().min(1).max(9));
  app.openapi(
    createRoute({ method: 'get', path: '/pets', request: { query: z.object({ page }) }, responses: ok }),
    (context) => {
      const found = listPets(context.req.valid('query').page);
      if (checks && !list.safeParse(found).success) return problem(context, 500, 'Invalid answer');
      return context.json(found);
    },
  );
  return listen(app);
};

export const pets = () => servePets(false);

export const checkedPets = () => servePets(true);

const toZod = { limit, sort: z.enum(['name', 'age']).nullable().default(null) };

export const document = ({ file }) => {
  const app = create();
  const description = JSON.parse(readFileSync(file, 'utf8'));
  for (const [path, item] of Object.entries(description.paths))
    for (const [method, { operationId: operation, parameters, requestBody }] of Object.entries(item)) {
      const named = (location, typeOf) =>
        z.object(
          Object.fromEntries(
            parameters.filter((each) => each.in === location).map(({ name }) => [name, typeOf(name)]),
          ),
        );
      const request = {
        params: named('path', () => integer),
        query: named('query', (name) => toZod[name]),
        ...(requestBody && { body: bodyOf(description, requestBody) }),
      };
      app.openapi(createRoute({ method, path, request, responses: ok }), (context) =>
        context.json({ operation, path: context.req.valid('param'), query: context.req.valid('query') }),
      );
    }
  return listen(app);
};
