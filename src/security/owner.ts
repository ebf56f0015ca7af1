import { createHash } from 'node:crypto';
import type { Evidence, Identified } from './authorize.ts';

/** Names are for people to read, and two may have the same. Who it is says the subject of a token, by its issuer. */
const partsOf = ({ scheme, principal: { name, claims = {} } }: Evidence): readonly unknown[] => {
  const { iss, sub } = claims;
  return sub === undefined ? [scheme.name, 'name', name] : [scheme.name, 'subject', iss ?? null, sub];
};

/** Tells callers apart: by every scheme that showed who it is, and what each showed. Null for an anonymous caller. */
export const ownerOf = ({ principal, evidence }: Identified): string | null =>
  principal === null
    ? null
    : createHash('sha256')
        .update(JSON.stringify(evidence.map(partsOf)))
        .digest('base64url');
