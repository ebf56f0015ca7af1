import { refuse } from '../problem/problem.ts';
import type { Principal, SchemeAuthenticator } from '../security/principal.ts';
import { TOKEN_OPTIONS, type TokenOptions } from './bearer.ts';
import { checkMembers, requireText, requireTexts, toMaxLength, toSeconds } from './checks.ts';
import { areGood, type ClaimRules, endOf } from './claim-rules.ts';
import { fetchAnswer, type JsonAnswer, toSecureUrl } from './fetch-json.ts';
import { type JsonObject, own } from './json-object.ts';
import { CLAIM_NAMES, type ClaimNames, compilePrincipal } from './principal-of.ts';
import { createTokenCache } from './token-cache.ts';
import { withoutRevoked } from './verify.ts';

/** An authorization server that is asked about each token. */
export interface Introspection {
  /** Where it is asked: its `introspection_endpoint`. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The `iss` that it has to say, where it says one. Default: any. */
  readonly issuer?: string;
  /** Who the tokens are for: it has to say one of these as `aud`. Default: it is believed that they are for this API. */
  readonly audience?: string | readonly string[];
  /** Seconds by which its clock may differ from ours. Default 5. */
  readonly clockTolerance?: number;
  /** Most seconds that it may take. Default 5. */
  readonly timeout?: number;
  /** Whether it may be asked over http on another machine. Default false. */
  readonly allowHttp?: boolean;
}

/** An authorization server to be asked, and what is made of its answers. */
export interface IntrospectionOptions extends TokenOptions, ClaimNames {
  /** Whom to ask about a token, and as whom. */
  readonly introspection: Introspection;
}

const DOOR = 'oauth2';

const INTROSPECTION: readonly (keyof Introspection)[] = [
  'url',
  'clientId',
  'clientSecret',
  'issuer',
  'audience',
  'clockTolerance',
  'timeout',
  'allowHttp',
];

// RFC 6749 §2.3.1: both are encoded as in a form before they become user and password.
const formEncode = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

const authorizationOf = ({ clientId, clientSecret }: Introspection): string =>
  `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`;

/** Asks about a token: what is said of it; null where it is of a kind that the server is not asked about. */
type Ask = (token: string) => Promise<JsonObject | null>;

/** A token of a kind that it has not issued is no fault of the server (RFC 7009 §2.2.1): some say so of signed ones. */
function readAnswer({ status, value }: JsonAnswer): JsonObject | null {
  if (status === 200) return value;
  if (status === 400 && own(value, 'error') === 'unsupported_token_type') return null;
  throw new Error(
    `The introspection endpoint answered ${status}: ${String(own(value, 'error') ?? 'no error')}.`,
  );
}

function compileAsk(introspection: Introspection): Ask {
  const url = toSecureUrl(
    requireText(DOOR, 'introspection.url', introspection.url, 'Give the introspection_endpoint.'),
    `${DOOR}: introspection.url`,
    introspection.allowHttp ?? false,
  );
  for (const name of ['clientId', 'clientSecret'] as const)
    requireText(DOOR, `introspection.${name}`, introspection[name], 'Give those of this API.');
  const timeout = toSeconds(DOOR, 'introspection.timeout', introspection.timeout, { standard: 5, most: 300 });
  const headers = {
    authorization: authorizationOf(introspection),
    'content-type': 'application/x-www-form-urlencoded',
  };
  return (token) =>
    fetchAnswer(url, {
      method: 'POST',
      timeout,
      headers,
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
    })
      .then(readAnswer)
      .catch((cause) => {
        throw refuse('credentials-unchecked', { cause });
      });
}

function rulesOf({ issuer, audience, clockTolerance }: Introspection): ClaimRules {
  return {
    issuer,
    audience:
      audience === undefined
        ? undefined
        : requireTexts(DOOR, 'introspection.audience', audience, 'Give the aud of this API.'),
    clockTolerance: toSeconds(DOOR, 'introspection.clockTolerance', clockTolerance, {
      standard: 5,
      most: 300,
    }),
    requiresExpiry: false,
  };
}

// RFC 6750 §2.1
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** What is no access token that whoever holds it may use. */
const OTHER_TYPES: readonly unknown[] = ['refresh_token', 'dpop'];

const isAccessToken = (claims: JsonObject): boolean => {
  const type = own(claims, 'token_type');
  return own(claims, 'active') === true && !OTHER_TYPES.includes(String(type).toLowerCase());
};

/** An issuer that is asked for has to be right where it is said; the server may leave it out (RFC 7662 §2.2). */
const withIssuer = (rules: ClaimRules, claims: JsonObject): ClaimRules =>
  own(claims, 'iss') === undefined ? { ...rules, issuer: undefined } : rules;

/** An authenticator that asks an authorization server about tokens. */
export function createIntrospection(options: IntrospectionOptions): SchemeAuthenticator {
  checkMembers(DOOR, options, ['introspection', ...TOKEN_OPTIONS, ...CLAIM_NAMES]);
  const { introspection, revoked } = options;
  checkMembers(`${DOOR}: introspection`, introspection, INTROSPECTION);
  const cache = createTokenCache<Principal>(options.cache);
  const maxLength = toMaxLength(DOOR, options.maxLength);
  const ask = compileAsk(introspection);
  const rules = rulesOf(introspection);
  const toPrincipal = compilePrincipal(options);
  const pending = new Map<string, Promise<Principal | null>>();
  /** Calls with the same token at the same moment wait for one answer. */
  const askOnce = (token: string): Promise<Principal | null> => {
    const asked = pending.get(token) ?? askAbout(token).finally(() => pending.delete(token));
    pending.set(token, asked);
    return asked;
  };
  const askAbout = async (token: string): Promise<Principal | null> => {
    const remember = cache.begin();
    const claims = await ask(token);
    if (claims === null || !isAccessToken(claims) || !areGood(claims, withIssuer(rules, claims), Date.now()))
      return null;
    const principal = toPrincipal(claims);
    if (principal === null) return null;
    remember(token, principal, endOf(claims));
    return withoutRevoked(principal, revoked);
  };
  return {
    takes: 'text',
    gives: 'token',
    authenticate: (token: string) => {
      const known = cache.get(token);
      if (known !== undefined) return withoutRevoked(known, revoked);
      return typeof token === 'string' && token.length <= maxLength && B64TOKEN.test(token)
        ? askOnce(token)
        : null;
    },
  };
}
