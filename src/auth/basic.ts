import { createHmac, randomBytes } from 'node:crypto';
import type { BasicCredential } from '../security/credential.ts';
import type { AuthenticatorContext, Principal, SchemeAuthenticator } from '../security/principal.ts';
import { isPassword, NOBODY, type PasswordHash, readHash } from './scrypt.ts';

/** A user: the hash of the password, or that and what else is known. */
export type BasicUser = string | (Omit<Principal, 'name'> & { readonly hash: string });

/** Finds out who somebody is by name and password. */
export type CheckPassword = (
  credential: BasicCredential,
  context: AuthenticatorContext,
) => Principal | null | Promise<Principal | null>;

export interface BasicOptions {
  /** Users by name, with hashes that `hashPassword` or `opbind hash password` made; or a function that knows them. */
  readonly users: Readonly<Record<string, BasicUser>> | CheckPassword;
  /** Seconds for which a password that was right is remembered, as a keyed hash, and not hashed anew. Default 0: never. */
  readonly remember?: number;
}

const MOST_REMEMBERED = 1000;

/** Longer ones are nobody's: hashing takes time by length. */
const LONGEST = 1024;

interface Known {
  readonly hash: PasswordHash;
  readonly principal: Principal;
}

function readUser(name: string, user: BasicUser): Known {
  const { hash, ...traits } = typeof user === 'string' ? { hash: user } : user;
  const read = readHash(hash);
  if (read === null)
    throw new TypeError(
      `The user ${name} has no password hash. Make one with \`opbind hash password\`, or with hashPassword().`,
    );
  return { hash: read, principal: { name, ...traits } };
}

/** The same time for a user who is not there as for a wrong password. */
function compileCheck(users: Readonly<Record<string, BasicUser>>): CheckPassword {
  const known = new Map(Object.entries(users).map(([name, user]) => [name, readUser(name, user)]));
  // All are compared at the cost of one of them: a cost of its own would tell of its user.
  const nobody = [...known.values()][0]?.hash ?? NOBODY;
  const absent = { ...NOBODY, cost: nobody.cost };
  return async ({ username, password }) => {
    const user = known.get(username);
    const isRight = await isPassword(password, user?.hash ?? absent);
    return isRight ? (user?.principal ?? null) : null;
  };
}

/** Remembers who was known a moment ago, by a hash that nobody else can make. */
function remembering(check: CheckPassword, seconds: number): CheckPassword {
  const secret = randomBytes(32);
  const remembered = new Map<string, { readonly principal: Principal; readonly until: number }>();
  return async (credential, context) => {
    const { username, password } = credential;
    const key = createHmac('sha256', secret)
      .update(JSON.stringify([username, password]))
      .digest('base64');
    const found = remembered.get(key);
    if (found !== undefined && found.until > Date.now()) return found.principal;
    const principal = await check(credential, context);
    remembered.delete(key);
    if (principal === null) return null;
    const [oldest] = remembered.keys();
    if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(key, { principal, until: Date.now() + seconds * 1000 });
    return principal;
  };
}

/**
 * Users with passwords, for a scheme of type `http`, scheme `basic`. Takes as long for a user who is not there as for a wrong password.
 *
 * @throws {TypeError} for a user without a hash.
 * @see RFC 7617
 * @example
 * const authenticators = { login: basic({ users: { ann: await hashPassword('correct horse battery staple') } }) };
 */
export function basic({ users, remember = 0 }: BasicOptions): SchemeAuthenticator {
  const check = typeof users === 'function' ? users : compileCheck(users);
  const checked = remember > 0 ? remembering(check, remember) : check;
  return {
    takes: 'password',
    authenticate: (credential: BasicCredential, context) =>
      credential.username.length + credential.password.length > LONGEST ? null : checked(credential, context),
  };
}
