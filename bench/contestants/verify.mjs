import { ALGORITHMS, AUDIENCE, ISSUER, SECRET } from '../documents/guarded.mjs';

const EXPECTED = { issuer: ISSUER, audience: AUDIENCE, algorithms: ALGORITHMS, requiredClaims: ['exp'] };

/** Tells whether an Authorization field holds a valid token. Its key is imported once. */
export const createVerify = async () => {
  const { jwtVerify } = await import('jose');
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', SECRET, hmac, false, ['verify']);
  return async (authorization = '') => {
    const [, token] = /^Bearer (.+)$/i.exec(authorization) ?? [];
    if (token === undefined) return false;
    try {
      await jwtVerify(token, key, EXPECTED);
      return true;
    } catch {
      return false;
    }
  };
};
