import { randomUUID } from 'node:crypto';
import { checkMembers, checkTraits, requireText, requireTexts, toSeconds } from './checks.ts';
import type { JsonObject } from './json-object.ts';

const DOOR = 'tokenIssuer';

const RESERVED = ['iss', 'aud', 'sub', 'iat', 'nbf', 'exp', 'jti', 'scope', 'roles'] as const;

const ISSUE: readonly (keyof IssueOptions)[] = ['claims', 'expiresIn', 'scopes', 'roles', 'jti', 'audience'];

const DAY = 86_400;

/** What a token says beside its subject. */
export interface IssueOptions {
  /** Claims of your own. Those that the issuer sets cannot be among them. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds for which it is good. Default: the issuer's `lifetime`. */
  readonly expiresIn?: number;
  /** What its bearer may do: the claim `scope`. Default none. */
  readonly scopes?: readonly string[];
  /** The claim `roles`. Default none. */
  readonly roles?: readonly string[];
  /** Its id, by which it can be revoked. Default: a random one. */
  readonly jti?: string;
  /** Some of the issuer's audiences. Default: all. */
  readonly audience?: string | readonly string[];
}

/** What holds for all tokens of an issuer. */
export interface TermOptions {
  /** The `iss` of the tokens. */
  readonly issuer: string;
  /** The `aud` of the tokens; where there are several, tokens are for all of them if nothing else is said. */
  readonly audience: string | readonly string[];
  /** Seconds for which a token is good if nothing else is said. Default 3,600. */
  readonly lifetime?: number;
  /** Most seconds for which a token may be good. Default 730 days. */
  readonly maxLifetime?: number;
}

/** How long tokens are good, in seconds, and who they are for. */
export interface Terms {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly lifetime: number;
  readonly maxLifetime: number;
}

/** @throws {TypeError} for terms that lack, or under which no token could be issued. */
export function toTerms(options: TermOptions): Terms {
  const maxLifetime = toSeconds(DOOR, 'maxLifetime', options.maxLifetime, { standard: 730 * DAY });
  return {
    issuer: requireText(DOOR, 'issuer', options.issuer, 'Give a name or URL of your own, as iss.'),
    audience: requireTexts(DOOR, 'audience', options.audience, 'Give the name of this API, as aud.'),
    maxLifetime,
    lifetime: toSeconds(DOOR, 'lifetime', options.lifetime, {
      standard: Math.min(3600, maxLifetime),
      most: maxLifetime,
    }),
  };
}

// RFC 6749 §3.3
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

// What has full stops in it is revoked as a token.
const ID = /^[^.\s]+$/;

function checkIssue(subject: string, options: IssueOptions): void {
  checkMembers(`${DOOR}: issue`, options, ISSUE);
  checkTraits(`${DOOR}: issue`, options);
  const { claims = {}, scopes = [], jti } = options;
  requireText(DOOR, 'subject', subject, 'Give the name of whoever the token is for.');
  const reserved = RESERVED.find((name) => Object.hasOwn(claims, name));
  if (reserved !== undefined)
    throw new TypeError(
      `${DOOR}: the claim ${reserved} is set by the issuer: give it as an option, or leave it.`,
    );
  const scope = scopes.find((one) => !SCOPE.test(one));
  if (scope !== undefined)
    throw new TypeError(`${DOOR}: ${JSON.stringify(scope)} is no scope: it has no blanks and no quotes.`);
  if (jti !== undefined && !ID.test(jti))
    throw new TypeError(`${DOOR}: ${JSON.stringify(jti)} is no jti: it has no full stops and no blanks.`);
}

function audienceOf({ audience }: Terms, asked: IssueOptions['audience']): string | string[] {
  const chosen =
    asked === undefined ? audience : requireTexts(DOOR, 'audience', asked, 'Leave it out, or name one.');
  const other = chosen.find((one) => !audience.includes(one));
  if (other !== undefined)
    throw new TypeError(`${DOOR}: the audience ${JSON.stringify(other)} is none of ${audience.join(', ')}.`);
  const [only] = chosen;
  return chosen.length === 1 && only !== undefined ? only : [...chosen];
}

function lifetimeOf({ lifetime, maxLifetime }: Terms, expiresIn: number | undefined): number {
  const seconds = toSeconds(DOOR, 'expiresIn', expiresIn, { standard: lifetime, most: maxLifetime });
  if (seconds < 1) throw new TypeError(`${DOOR}: expiresIn ${seconds} is less than a second.`);
  return Math.floor(seconds);
}

/**
 * The claims of a token, in the order in which people read them.
 *
 * @throws {TypeError} for what a token cannot say.
 */
export function claimsFor(terms: Terms, subject: string, options: IssueOptions): JsonObject {
  checkIssue(subject, options);
  const { claims, scopes, roles, jti = randomUUID() } = options;
  const now = Math.floor(Date.now() / 1000);
  return {
    ...claims,
    iss: terms.issuer,
    aud: audienceOf(terms, options.audience),
    sub: subject,
    ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
    ...(roles === undefined ? {} : { roles }),
    iat: now,
    exp: now + lifetimeOf(terms, options.expiresIn),
    jti,
  };
}
