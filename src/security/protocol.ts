import type { HttpRequest } from '../http/message.ts';
import { type Problem, refuse } from '../problem/problem.ts';

/** Which protocols calls may come over: one, both, or a list. */
export type Protocols = 'http' | 'https' | 'both' | readonly ('http' | 'https')[];

/** Refuses a call over a protocol that is not allowed. */
export type CheckProtocol = (request: HttpRequest) => Problem | null;

/** The same as a list. */
export const readProtocols = (protocols: Protocols): readonly ('http' | 'https')[] => {
  if (protocols === 'both') return ['http', 'https'];
  return typeof protocols === 'string' ? [protocols] : protocols;
};

/** The check of a call's protocol; null where both are allowed, so that nothing has to be asked. */
export function compileProtocol(protocols: Protocols): CheckProtocol | null {
  const allowed = new Set(readProtocols(protocols));
  if (allowed.has('http') && allowed.has('https')) return null;
  const detail = `Call it over ${[...allowed].join(' or ')}.`;
  return ({ protocol = 'http' }) =>
    allowed.has(protocol) ? null : refuse('protocol-not-allowed', { detail });
}
