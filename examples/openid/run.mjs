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

async function call(what, path, token) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(api.url + path, { headers });
  const challenge = response.headers.get('www-authenticate');
  process.stdout.write(
    `${what.padEnd(46)} ${response.status} ${challenge ?? JSON.stringify(await response.json())}\n`,
  );
}

const signed = await obtainToken(audiences.pets, 'read');
const opaque = await obtainToken(audiences.stock, 'read');
const [header, claims, signature] = signed.split('.');

await call('a signed token', '/pets', signed);
await call('an opaque token', '/stock', opaque);
await call('a signed token without the scope', '/pets', await obtainToken(audiences.pets, 'write'));
await call('an opaque token without the scope', '/stock', await obtainToken(audiences.stock, 'write'));
await call(
  'a signed token with another signature',
  '/pets',
  `${header}.${claims}.${[...signature].reverse().join('')}`,
);
await call('an opaque token that nobody has issued', '/stock', 'letmein');
await call('a signed token for the other API', '/stock', signed);
await call('no token', '/pets');

api.close();
provider.close();
