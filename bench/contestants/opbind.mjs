import { toNodeListener } from '../../dist/doors/node.js';
import { bind, reply } from '../../dist/index.js';
import { pet, receipt, shop as shopDocument } from '../documents/shop.mjs';

/** opbind through its public doors, with processes as in the README. */

const serve = async (...binding) => {
  const api = await bind(...binding);
  return { listener: toNodeListener(api), handle: (request) => api.handle(request) };
};

export const shop = () =>
  serve(shopDocument, {
    getPet: ({ path, query }) => pet(path.petId, query.tags, query.verbose, query.limit),
    placeOrder: ({ body }) => reply(201, receipt(body)),
  });

const accept = () => ({ name: 'anyone' });

export const document = ({ file, ids, schemes }) =>
  serve(
    file,
    Object.fromEntries(
      ids.map((operation) => [operation, ({ path, query }) => ({ operation, path, query })]),
    ),
    {
      collisions: 'concrete-first',
      authenticators: Object.fromEntries(schemes.map((scheme) => [scheme, accept])),
      scopes: 'all',
    },
  );
