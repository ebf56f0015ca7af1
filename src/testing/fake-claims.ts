import { type Claimant, type Claims, createClaims } from '../trigger/claims.ts';

/**
 * Claims of a caller, for a fake trigger.
 *
 * @param claimant Claims by name, roles and scopes; none where nothing is said.
 * @example
 * const answer = deletePet(fakeTrigger({ username: 'ann', claims: fakeClaims({ roles: ['admin'] }) }));
 */
export const fakeClaims = (claimant: Claimant = {}): Claims => createClaims(claimant);
