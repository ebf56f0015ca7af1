import type { HeaderLine } from '../http/message.ts';
import { requireHere } from '../http/require-here.ts';

// Few answers set cookies: hence `require`.
const loadCookie = (): typeof import('cookie') =>
  typeof require === 'function' ? require('cookie') : requireHere()('cookie');

/** A cookie, and how long and where the client keeps it (RFC 6265). */
export interface CookieOptions {
  /** Any text; what a cookie cannot hold is percent-encoded. */
  readonly value: string;
  /** Seconds until it expires; 0 deletes it. Without this and `expires` it ends with the session. */
  readonly maxAge?: number;
  /** When it ends. `maxAge` goes before it. */
  readonly expires?: Date;
  /** Host whose subdomains get it too. Default: the host that set it, and no other. */
  readonly domain?: string;
  /** Paths that get it: this one and those under it. Default: the folder of the path that set it. */
  readonly path?: string;
  /** Kept from scripts of the page. Default false. */
  readonly httpOnly?: boolean;
  /** Sent over https only. Default false. */
  readonly secure?: boolean;
  /** Whether calls that other sites make get it; `true` is `strict`. Default: what the browser does, which is mostly `lax`. */
  readonly sameSite?: 'strict' | 'lax' | 'none' | boolean;
  /** Kept apart for each site that embeds this one (CHIPS); needs `secure`. Default false. */
  readonly partitioned?: boolean;
  /** Which cookies a browser drops last that has too many. Default `medium`. */
  readonly priority?: 'low' | 'medium' | 'high';
}

/** Cookies by name: a value, a value with options, or null to delete it. */
export type CookiesInput = Readonly<Record<string, string | CookieOptions | null | undefined>>;

const DELETED: CookieOptions = { value: '', maxAge: 0 };

const toOptions = (cookie: string | CookieOptions | null): CookieOptions =>
  cookie === null ? DELETED : typeof cookie === 'string' ? { value: cookie } : cookie;

const NAMES: readonly string[] = [
  'value', 'maxAge', 'expires', 'domain', 'path', 'httpOnly', 'secure', 'sameSite', 'partitioned', 'priority',
] satisfies (keyof CookieOptions)[]; // biome-ignore format: one list

const invalid = (name: string, why: string, cause?: unknown): TypeError =>
  new TypeError(
    `The cookie ${JSON.stringify(name)} cannot be set: ${why}`,
    cause === undefined ? {} : { cause },
  );

function toLine(name: string, cookie: string | CookieOptions | null): HeaderLine {
  const options = toOptions(cookie);
  if (typeof options?.value !== 'string') throw invalid(name, 'its value has to be a text.');
  const unknown = Object.keys(options).find((option) => !NAMES.includes(option));
  if (unknown !== undefined) throw invalid(name, `there is no option ${JSON.stringify(unknown)}.`);
  try {
    return ['set-cookie', loadCookie().stringifySetCookie({ ...options, name })];
  } catch (cause) {
    throw invalid(name, 'its name or one of its options holds what no cookie may hold.', cause);
  }
}

/**
 * Cookies as header lines. Values are percent-encoded.
 *
 * @throws {TypeError} for a name or an option that no cookie can have.
 */
export const toCookieLines = (cookies: CookiesInput): readonly HeaderLine[] =>
  Object.entries(cookies).flatMap(([name, cookie]) => (cookie === undefined ? [] : [toLine(name, cookie)]));
