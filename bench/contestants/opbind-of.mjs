import { pathToFileURL } from 'node:url';
import { ALGORITHMS, AUDIENCE, guarded as guardedDocument, ISSUER, SECRET } from '../documents/guarded.mjs';
import { countTo, mixed as mixedDocument, weigh } from '../documents/mixed.mjs';
import { listPets, pets as petsDocument } from '../documents/pets.mjs';
import { pet, receipt, shop as shopDocument } from '../documents/shop.mjs';

/** A build of opbind through its public doors, with processes as in the README. */
export const createContestant = ({ bind, reply }, { toNodeListener }, auth) => {
  const serve = async (...binding) => {
    const api = await bind(...binding);
    return { listener: toNodeListener(api), handle: (request) => api.handle(request) };
  };

  const ofShop = {
    getPet: ({ path, query }) => pet(path.petId, query.tags, query.verbose, query.limit),
    placeOrder: ({ body }) => reply(201, receipt(body)),
  };

  const ofMixed = {
    ...ofShop,
    listPets: ({ query }) => listPets(query.page),
    addPhoto: async ({ body }) => reply(201, { name: body.name, bytes: await weigh(body.file) }),
    listLines: () => countTo(20),
  };

  const servePets = (options) =>
    serve(petsDocument, { listPets: ({ query }) => listPets(query.page) }, { onError: () => {}, ...options });

  const accept = () => ({ name: 'anyone' });

  const serveAll = (description, { ids, schemes }) =>
    serve(
      description,
      Object.fromEntries(
        ids.map((operation) => [operation, ({ path, query }) => ({ operation, path, query })]),
      ),
      {
        collisions: 'concrete-first',
        authenticators: Object.fromEntries(schemes.map((scheme) => [scheme, accept])),
        scopes: 'all',
      },
    );

  const serveGuarded = async (cache) => {
    // A build from before there were authenticators for tokens has no part in this.
    const { bearer } = await auth();
    const token = bearer({
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithms: ALGORITHMS,
      secret: SECRET,
      ...cache,
    });
    return serve(guardedDocument, { getPet: ofShop.getPet }, { authenticators: { token } });
  };

  return {
    guarded: () => serveGuarded({}),

    remembering: () => serveGuarded({ cache: { size: 1000 } }),

    shop: () => serve(shopDocument, ofShop),

    pets: () => servePets({}),

    // A build from before answers were checked knows no such option.
    checkedPets: () => servePets({ responses: 'enforce' }).catch(() => servePets({})),

    mixed: () => serve(mixedDocument, ofMixed),

    document: (known) => serveAll(known.file, known),

    compiled: async (known) => serveAll((await import(pathToFileURL(known.module).href)).default, known),
  };
};
