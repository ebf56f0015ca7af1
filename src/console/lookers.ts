import { type Problem, refuse } from '../problem/problem.ts';
import { type Authenticator, type Principal, toAuthenticate } from '../security/principal.ts';

type Given = Principal | Problem | null | undefined;

const hasRole = (given: object, roles: readonly string[]): boolean =>
  'roles' in given && Array.isArray(given.roles) && given.roles.some((role) => roles.includes(role));

/** The same authenticator, for those alone who have one of the roles. */
export function withRoles(authenticator: Authenticator, roles: readonly string[] | undefined): Authenticator {
  if (roles === undefined) return authenticator;
  const authenticate = toAuthenticate(authenticator);
  const admit = (given: Given): Given =>
    !given || given instanceof Error || hasRole(given, roles) ? given : refuse('access-denied');
  const own = typeof authenticator === 'object' ? authenticator : {};
  return {
    ...own,
    authenticate: (credential, context) => {
      const given = authenticate(credential, context);
      return given instanceof Promise ? given.then(admit) : admit(given);
    },
  };
}
