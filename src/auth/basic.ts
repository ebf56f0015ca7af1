import { createHmac, randomBytes } from 'node:crypto';
import { refuse } from '../problem/problem.ts';
import type { BasicCredential } from '../security/credential.ts';
import type { AuthenticatorContext, Principal, SchemeAuthenticator } from '../security/principal.ts';
import { checkMembers, checkTraits, toSeconds } from './checks.ts';
import { frozenCopy } from './frozen.ts';
import { isPassword, NOBODY, type PasswordHash, readHash } from './scrypt.ts';
import { createTokenCache } from './token-cache.ts';
import { createTurns } from './turns.ts';

/** A user: the hash of the password, or that and what else is known. */
export type BasicUser = string | (Omit<Principal, 'name'> & { readonly hash: string });

/** Finds out who somebody is by name and password. */
export type CheckPassword = (
  credential: BasicCredential,
  context: AuthenticatorContext,
) => Principal | null | Promise<Principal | null>;

/** Whose passwords are known, and how. */
export interface BasicOptions {
  /** Users by name, with hashes that `hashPassword` or `opbind hash password` made; or a function that knows them. */
  readonly users: Readonly<Record<string, BasicUser>> | CheckPassword;
  /** Seconds for which a password that was right is remembered, as a keyed hash, and not hashed anew. Default 0: never. */
  readonly remember?: number;
}

const USER = ['hash', 'claims', 'scopes', 'roles'];

// Hashes take the threads that files, names and signatures wait for too.
const TURNS = { atOnce: 2, waiting: 64 };

const MOST_REMEMBERED = 1000;

/** Longer ones are nobody's: hashing takes time by length. */
const LONGEST = 1024;

interface Known {
  readonly hash: PasswordHash;
  readonly principal: Principal;
}

function readUser(name: string, user: BasicUser): Known {
  if (user instanceof Promise)
    throw new TypeError(`basic: the hash of the user ${name} is a promise. Await it.`);
  if (typeof user !== 'string') {
    checkMembers(`basic: user ${name}`, user, USER);
    checkTraits(`basic: user ${name}`, user);
  }
  const { hash, ...traits } = typeof user === 'string' ? { hash: user } : user;
  const read = readHash(hash);
  if (read === null)
    throw new TypeError(
      `The user ${name} has no password hash of scrypt. Make one with \`opbind hash password\`, or with hashPassword().`,
    );
  return { hash: read, principal: frozenCopy({ ...traits, name }) };
}

/**
 * What a password of all users costs. By one that cost more than others, it could be told that its user is there.
 *
 * @throws {TypeError} where they differ.
 */
function costOf(users: readonly Known[]): PasswordHash['cost'] {
  const [first = NOBODY, ...others] = users.map(({ hash }) => hash);
  const isSame = ({ cost: { ln, r, p } }: PasswordHash): boolean =>
    ln === first.cost.ln && r === first.cost.r && p === first.cost.p;
  if (!others.every(isSame))
    throw new TypeError('basic: the hashes differ in cost, by which users can be told. Make them alike.');
  return first.cost;
}

/** The same time for a user who is not there as for a wrong password. */
function compileCheck(users: Readonly<Record<string, BasicUser>>): CheckPassword {
  const known = new Map(Object.entries(users).map(([name, user]) => [name, readUser(name, user)]));
  const absent = { ...NOBODY, cost: costOf([...known.values()]) };
  const takeTurns = createTurns(TURNS);
  return async ({ username, password }, { request }) => {
    const user = known.get(username);
    const isRight = await takeTurns(() => isPassword(password, user?.hash ?? absent), request.signal);
    if (isRight === 'gone') return null;
    if (isRight === 'full') throw refuse('credentials-unchecked', { headers: { 'retry-after': 1 } });
    return isRight ? (user?.principal ?? null) : null;
  };
}

/** Remembers who was known a moment ago, by a hash that nobody else can make. */
function remembering(check: CheckPassword, seconds: number): CheckPassword {
  const secret = randomBytes(32);
  const remembered = createTokenCache<Principal>({ size: MOST_REMEMBERED, maxAge: seconds });
  return async (credential, context) => {
    const { username, password } = credential;
    const key = createHmac('sha256', secret)
      .update(JSON.stringify([username, password]))
      .digest('base64');
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const principal = await check(credential, context);
    if (principal !== null) remembered.begin()(key, principal, Number.POSITIVE_INFINITY);
    return principal;
  };
}

/** @throws {TypeError} for what holds no users. */
function toUsers(users: unknown): Readonly<Record<string, BasicUser>> {
  if (typeof users === 'object' && users !== null && !Array.isArray(users) && !(users instanceof Map))
    return users as Readonly<Record<string, BasicUser>>;
  throw new TypeError('basic: users is missing. Give an object of password hashes by name, or a function.');
}

/**
 * Users with passwords, for a scheme of type `http`, scheme `basic`. Takes as long for a user who is not there as for a wrong password.
 *
 * @throws {TypeError} for a user without a hash.
 * @see RFC 7617
 * @example
 * const authenticators = { login: basic({ users: { ann: await hashPassword('correct horse battery staple') } }) };
 */
export function basic(options: BasicOptions): SchemeAuthenticator {
  checkMembers('basic', options, ['users', 'remember']);
  const { users } = options;
  const remember = toSeconds('basic', 'remember', options.remember, { standard: 0 });
  const check = typeof users === 'function' ? users : compileCheck(toUsers(users));
  if (typeof users === 'function' && remember > 0)
    throw new TypeError(
      'basic: remember is for users that are listed. A function may look at the call; let it remember itself.',
    );
  const checked = remember > 0 ? remembering(check, remember) : check;
  return {
    takes: 'password',
    authenticate: (credential: BasicCredential, context) =>
      credential.username.length + credential.password.length > LONGEST ? null : checked(credential, context),
  };
}
