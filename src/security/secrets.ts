import type { Parameter, SecurityScheme } from '../document/operation.ts';

/** Where a request holds credentials: what is in these places is written down nowhere. */
export interface Secrets {
  /** Names of header fields, in lower case. */
  readonly fields: ReadonlySet<string>;
  /** Whether a pair of the query, `key=abc`, is one. */
  isQuery(pair: string): boolean;
  /** Whether a parameter that the document declares is one. */
  isParameter(parameter: Pick<Parameter, 'name' | 'in'>): boolean;
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
  const cookies = new Set(namesIn(schemes, 'cookie'));
  const fields = new Set([...FIELDS, ...namesIn(schemes, 'header').map((name) => name.toLowerCase())]);
  return {
    fields,
    isParameter: ({ name, in: location }) =>
      (location === 'header' && fields.has(name.toLowerCase())) ||
      (location === 'query' && query.has(name)) ||
      (location === 'cookie' && cookies.has(name)),
    isQuery: (pair) => query.has(decode(pair.split('=', 1)[0] ?? '')),
  };
}
