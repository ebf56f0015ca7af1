import { sha256 } from '../http/sha256.ts';
import type { Evidence, Identified } from './authorize.ts';

/** What is no text or number says nothing of who it is. */
function textOf(claim: unknown): string | null {
  if (typeof claim === 'number') return Number.isFinite(claim) ? String(claim) : null;
  if (typeof claim === 'bigint') return String(claim);
  return typeof claim === 'string' && claim !== '' ? claim : null;
}

/** Names are for people to read, and two may have the same. Who it is says the subject of a token, by its issuer. */
const partsOf = ({ scheme, principal: { name, claims = {} } }: Evidence): readonly unknown[] => {
  const subject = textOf(claims['sub']);
  return subject === null
    ? [scheme.name, 'name', name]
    : [scheme.name, 'subject', textOf(claims['iss']), subject];
};

/** Tells callers apart: by every scheme that showed who it is, and what each showed. Null for an anonymous caller. */
export const ownerOf = ({ principal, evidence }: Identified): string | null =>
  principal === null ? null : sha256([JSON.stringify(evidence.map(partsOf))]);
