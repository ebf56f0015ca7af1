import { isToken } from '../../http/token.ts';
import type { Finding } from '../../problem/finding.ts';
import { isOrigin } from './origin.ts';

/** Which pages of other origins may call the API from a browser, and what they may send and see. */
export interface CorsOptions {
  /**
   * `https://app.example`, with its port where that is not the usual one; `https://*.app.example` for all names below; `null` for pages
   * without an origin; `*` for all. One text may hold several, split by `,` or `;`.
   */
  readonly origins: string | readonly string[];
  /** Whether cookies and client certificates of the browser come along. Not with `*`. Default false. */
  readonly credentials?: boolean;
  /** Header fields that may be sent beside those that the document declares; `*` for all. */
  readonly allowHeaders?: string | readonly string[];
  /** Header fields of answers that pages may read beside those that the document declares. */
  readonly exposeHeaders?: string | readonly string[];
  /** Seconds that a browser may remember the answer to a preflight. Default: as it likes, usually 5. */
  readonly maxAge?: number;
  /** Whether pages of public networks may call into a private one, where the browser asks. Default false. */
  readonly privateNetwork?: boolean;
}

/**
 * Origins, or more about them.
 *
 * @example
 * const cors: Cors = 'https://app.example; https://admin.example:8443';
 * @see Fetch §3.3 CORS protocol
 */
export type Cors = string | readonly string[] | CorsOptions;

/** The same with nothing left open. */
export interface CorsRules {
  readonly origins: readonly string[];
  readonly credentials: boolean;
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge: number | null;
  readonly privateNetwork: boolean;
}

const listOf = (names: string | readonly string[] = []): readonly string[] =>
  [names].flat().flatMap((name) =>
    name
      .split(/[,;]/)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );

const isNames = (cors: Cors): cors is string | readonly string[] =>
  typeof cors === 'string' || Array.isArray(cors);

export function readCors(cors: Cors): CorsRules {
  const given: CorsOptions = isNames(cors) ? { origins: cors } : cors;
  const { origins, credentials = false, allowHeaders, exposeHeaders, maxAge, privateNetwork = false } = given;
  return {
    origins: listOf(origins),
    credentials,
    allowHeaders: listOf(allowHeaders),
    exposeHeaders: listOf(exposeHeaders),
    maxAge: maxAge === undefined ? null : Math.max(0, Math.trunc(maxAge)),
    privateNetwork,
  };
}

const MEND_ORIGIN =
  'Write it as scheme, host and port only: "https://app.example", "https://app.example:8443".';

function findOrigins(origins: readonly string[]): Finding[] {
  if (origins.length === 0)
    return [
      {
        code: 'cors-origin-invalid',
        pointer: 'cors',
        message: 'No origin is named.',
        mend: 'Name those that may call, or leave the option out.',
      },
    ];
  return origins
    .filter((origin) => !isOrigin(origin))
    .map((origin) => ({
      code: 'cors-origin-invalid',
      pointer: 'cors',
      message: `${origin} is no origin: no browser would ever send it.`,
      mend: origin.includes('*')
        ? 'A * stands alone, or in front of a domain: "https://*.app.example".'
        : MEND_ORIGIN,
    }));
}

/** What any page can be: every one is `*`, and one in a sandbox is `null`. */
const OPEN = ['*', 'null'];

/** With credentials, browsers take no `*`; to send the caller's origin in its place would let every page act for its visitor. */
function findOpen({ origins, credentials, exposeHeaders }: CorsRules): Finding[] {
  if (!credentials) return [];
  const open = { 'cors.origins': origins, 'cors.exposeHeaders': exposeHeaders };
  return Object.entries(open)
    .flatMap(([pointer, names]) =>
      (pointer === 'cors.origins' ? OPEN : ['*'])
        .filter((one) => names.includes(one))
        .map((one) => [pointer, one] as const),
    )
    .map(([pointer = '', one]) => ({
      code: 'cors-credentials',
      pointer,
      message: `With credentials, ${one} is not allowed: any page can be that.`,
      mend: 'List them by name, or drop credentials.',
    }));
}

const findNames = (pointer: string, names: readonly string[]): Finding[] =>
  names
    .filter((name) => !isToken(name))
    .map((name) => ({
      code: 'cors-header-invalid',
      pointer,
      message: `${JSON.stringify(name)} is no name of a header field.`,
      mend: 'Mend the name, or drop it.',
    }));

/** Everything wrong with what is said of other origins. */
export function findCors(cors: Cors): readonly Finding[] {
  const rules = readCors(cors);
  return [
    ...findOrigins(rules.origins),
    ...findOpen(rules),
    ...findNames('cors.allowHeaders', rules.allowHeaders),
    ...findNames('cors.exposeHeaders', rules.exposeHeaders),
  ];
}
