import { SignJWT } from 'jose';
import { AUDIENCE, ISSUER, SECRET } from '../documents/guarded.mjs';
import { toRequest } from '../wire.mjs';
import * as a from './a.mjs';

export const title = 'D  A with a bearer token, HS256';
export const goal = 0.7;
export const start = { app: 'guarded' };

const sign = (claims, secret = SECRET) =>
  new SignJWT({ name: 'Ada Lovelace', scope: 'pets:read pets:write', ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(claims.aud ?? AUDIENCE)
    .setSubject('ada')
    .setIssuedAt()
    .setExpirationTime(claims.exp ?? '4h')
    .sign(secret);

const [, url] = a.cases[0].request.split(' ', 2);

/** Eight callers, each with a token of his own. */
const tokens = await Promise.all(Array.from({ length: 8 }, (_, n) => sign({ number: n })));

const withToken = (text, token) => toRequest('GET', text, undefined, [`authorization: Bearer ${token}`]);

export const cases = a.cases.map(({ request, answer }, n) => ({
  request: withToken(request.split(' ', 2)[1], tokens[n % tokens.length]),
  answer,
}));

const refused = [
  await sign({}, new TextEncoder().encode('another secret of at least thirty-two bytes, of nobody')),
  await sign({ exp: 1 }),
  await sign({ aud: 'https://other.example' }),
  `${tokens[0].slice(0, -1)}=`,
];

export const probes = [
  { request: toRequest('GET', url), answer: { status: 401 } },
  ...refused.map((token) => ({ request: withToken(url, token), answer: { status: 401 } })),
];
