/** Tells whether an origin, as a browser writes it, is one of those that were named. */
export type IsListed = (origin: string) => boolean;

/** An origin by name, or all below a domain. */
interface Named {
  readonly origin: string;
  /** Whether `*.` stood in front of the host. */
  readonly below: boolean;
}

const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/(\*\.)?([^\s/?#@\\*]+)$/i;

/** An origin as browsers write it: host in lower case and without accents, no port where it is the usual one. */
function normalise(scheme: string, host: string): string | null {
  try {
    const { origin } = new URL(`${scheme}://${host}`);
    // Schemes of apps and extensions have origins too, and no rules for their hosts.
    return origin === 'null' ? `${scheme}://${host}` : origin;
  } catch {
    return null;
  }
}

function readNamed(name: string): Named | null {
  if (name === 'null') return { origin: name, below: false };
  const [, scheme = '', wildcard, host = ''] = ORIGIN.exec(name) ?? [];
  const origin = scheme === '' ? null : normalise(scheme.toLowerCase(), host);
  return origin === null ? null : { origin, below: wildcard !== undefined };
}

/** Tells whether a name can stand in the list of origins. */
export const isOrigin = (name: string): boolean => name === '*' || readNamed(name) !== null;

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** `https://*.example.com` stands for all names below, not for `example.com` itself. */
function patternBelow(origin: string): RegExp {
  const [scheme = '', host = ''] = origin.split('://');
  return new RegExp(`^${quoted(scheme)}://(?:[a-z0-9_-]+\\.)+${quoted(host)}$`);
}

/** Compares with an origin exactly as it was sent: there is one way to write it (RFC 6454 §6.2). */
export function compileOrigins(names: readonly string[]): IsListed {
  const named = names.map(readNamed).filter((one) => one !== null);
  const origins = new Set(named.filter(({ below }) => !below).map(({ origin }) => origin));
  const patterns = named.filter(({ below }) => below).map(({ origin }) => patternBelow(origin));
  if (names.includes('*')) return () => true;
  return (origin) => origins.has(origin) || patterns.some((pattern) => pattern.test(origin));
}
