import type { SecurityScheme } from '../document/operation.ts';

/** Where a request holds credentials: what is in these places is written down nowhere. */
export interface Secrets {
  /** Names of header fields, in lower case. */
  readonly fields: ReadonlySet<string>;
  /** Whether a pair of the query, `key=abc`, is one. */
  isQuery(pair: string): boolean;
}

const FIELDS = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key', 'x-apikey'];

const namesIn = (schemes: readonly SecurityScheme[], location: SecurityScheme['in']): readonly string[] =>
  schemes.flatMap((scheme) =>
    scheme.in === location && scheme.parameter !== undefined ? [scheme.parameter] : [],
  );

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/** The places that are known, and those of the schemes of a document, whatever an operation asks for. */
export function readSecrets(schemes: readonly SecurityScheme[]): Secrets {
  const query = new Set(['access_token', ...namesIn(schemes, 'query')]);
  return {
    fields: new Set([...FIELDS, ...namesIn(schemes, 'header').map((name) => name.toLowerCase())]),
    isQuery: (pair) => query.has(decode(pair.split('=', 1)[0] ?? '')),
  };
}
