import { startApi } from './api.mjs';
import { audiences, client, startProvider } from './provider.mjs';

const provider = await startProvider();
const api = await startApi(provider.url);

async function obtainToken(resource, scope) {
  const response = await fetch(`${provider.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope, ...client }),
  });
  return (await response.json()).access_token;
}

/** Shows what comes of a call; another status than expected is a failure of the example. */
async function call(what, path, token, expected) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(api.url + path, { headers });
  if (response.status !== expected) process.exitCode = 1;
  const challenge = response.headers.get('www-authenticate');
  process.stdout.write(
    `${what.padEnd(46)} ${response.status} ${challenge ?? JSON.stringify(await response.json())}\n`,
  );
}

const signed = await obtainToken(audiences.pets, 'read');
const opaque = await obtainToken(audiences.stock, 'read');
const [header, claims, signature] = signed.split('.');

await call('a signed token', '/pets', signed, 200);
await call('an opaque token', '/stock', opaque, 200);
await call('a signed token without the scope', '/pets', await obtainToken(audiences.pets, 'write'), 403);
await call('an opaque token without the scope', '/stock', await obtainToken(audiences.stock, 'write'), 403);
await call(
  'a signed token with another signature',
  '/pets',
  `${header}.${claims}.${[...signature].reverse().join('')}`,
  401,
);
await call('an opaque token that nobody has issued', '/stock', 'letmein', 401);
await call('a signed token for the other API', '/stock', signed, 401);
await call('no token', '/pets', undefined, 401);

api.close();
provider.close();
