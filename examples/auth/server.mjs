// Callers with an API key, and callers with a token that this server has signed. Start it, and paste what it prints:
//
//   node examples/auth/server.mjs
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { bind } from 'opbind';
import { apiKey, createApiKey, tokenIssuer } from 'opbind/auth';
import { toNodeListener } from 'opbind/node';
import { document } from './document.mjs';

// A key is made once, by `opbind hash key`, and given to its caller; the server keeps the hash.
const shop = createApiKey();

// Whoever has the secret can sign tokens. Keep it in the environment of the server.
const tokens = tokenIssuer({
  keys: [{ kid: '1', secret: process.env.TOKEN_SECRET ?? randomBytes(32) }],
  issuer: 'notes',
  audience: 'notes',
});

const notes = [{ text: 'Buy bones', by: 'shop' }];

const api = await bind(
  document,
  {
    listNotes: () => notes,
    listDrafts: () => [],
    addNote: ({ body, username }) => {
      const note = { text: body.text, by: username };
      notes.push(note);
      return note;
    },
    health: () => undefined,
  },
  {
    authenticators: {
      key: apiKey({
        keys: [{ name: 'shop', hash: shop.hash, rulesets: ['reading'] }],
        rulesets: {
          reading: [
            { method: 'GET', path: '/v1/notes' },
            { path: '/v1/notes/drafts', deny: true },
          ],
        },
      }),
      token: tokens,
    },
    // An operation that asks for nobody's credentials by mistake is closed; this one is meant for everybody.
    requireSecurity: true,
    policies: [
      { name: 'signs of life', endpoints: [{ method: 'GET', path: '/v1/health' }], identities: ['public'] },
    ],
  },
);

const reader = await tokens.issue('ann', { scopes: ['notes:read'], expiresIn: 3600 });
const writer = await tokens.issue('bob', { scopes: ['notes:read', 'notes:write'], expiresIn: 3600 });

const server = createServer(toNodeListener(api)).listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const base = `http://127.0.0.1:${server.address().port}/v1`;
  process.stdout.write(`Notes at ${base}. Try:

  # everybody
  curl -i ${base}/health
  # nobody in particular: 401, and what is asked for
  curl -i ${base}/notes
  # the shop, by its key
  curl -i -H 'X-Api-Key: ${shop.key}' ${base}/notes
  # what its ruleset does not allow: 403
  curl -i -H 'X-Api-Key: ${shop.key}' ${base}/notes/drafts
  # Bob, by his token
  curl -i -H 'authorization: Bearer ${writer}' --json '{"text":"Walk Rex"}' ${base}/notes
  # Ann may read, and not write: 403, and the scope that is missing
  curl -i -H 'authorization: Bearer ${reader}' --json '{"text":"Walk Rex"}' ${base}/notes
`);
});
