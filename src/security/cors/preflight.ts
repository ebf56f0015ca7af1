import { fieldValue } from '../../http/fields.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from '../../http/message.ts';
import { isToken } from '../../http/token.ts';
import type { CorsRules } from './setup.ts';
import { type OriginLines, vary } from './share.ts';

/** What is there to be asked for at a path. */
export interface Asked {
  /** All methods that are answered there. */
  readonly allow: readonly string[];
  /** Those of them that operations have. */
  readonly methods: readonly string[];
  /** Header fields, in lower case, of the operation that is asked for; null where there is none. */
  readonly fields: ReadonlySet<string> | null;
}

export type AnswerPreflight = (request: HttpRequest, asked: Asked) => HttpResponse;

const METHOD = 'access-control-request-method';
const HEADERS = 'access-control-request-headers';
const PRIVATE_NETWORK = 'access-control-request-private-network';

/**
 * The method that a browser asks for before it sends a page's call; null for any other request.
 *
 * @see Fetch §4.8 CORS-preflight fetch
 */
export const readPreflight = ({ method, headers }: HttpRequest): string | null =>
  method === 'OPTIONS' && headers['origin'] !== undefined ? (fieldValue(headers, METHOD) ?? null) : null;

/** Names in lower case; null where one of them is no name, so that it cannot become a line of the answer. */
function readAskedFields({ headers }: HttpRequest): readonly string[] | null {
  const names = (fieldValue(headers, HEADERS) ?? '')
    .split(',')
    .map((name) => name.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase())
    .filter((name) => name !== '');
  return names.every(isToken) ? names : null;
}

/** What a page may always send (Fetch §2.2.2), but for its length, and what no document can declare. */
const ALWAYS = new Set(['accept', 'accept-language', 'content-language']);

/** Names that are allowed, those that were asked for among them; null where one is not. `*` would not cover authorization, names do. */
function allowedFields(request: HttpRequest, fields: ReadonlySet<string>): readonly string[] | null {
  const asked = readAskedFields(request);
  if (asked === null) return null;
  const isAllowed = (name: string): boolean => fields.has(name) || fields.has('*') || ALWAYS.has(name);
  if (!asked.every(isAllowed)) return null;
  return [...new Set([...fields, ...asked])].filter((name) => name !== '*');
}

const isPrivate = ({ headers }: HttpRequest): boolean => fieldValue(headers, PRIVATE_NETWORK) === 'true';

/** Answers a preflight: all that is allowed, or, where anything asked for is not, nothing of it. */
export function compilePreflight(rules: CorsRules, linesOf: OriginLines): AnswerPreflight {
  const { maxAge, privateNetwork } = rules;
  const varied = ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers'];
  const line = vary([], privateNetwork ? [...varied, 'Access-Control-Request-Private-Network'] : varied);
  const age: HeaderLine[] = maxAge === null ? [] : [['access-control-max-age', String(maxAge)]];

  return (request, { allow, methods, fields }) => {
    const lines = linesOf(request);
    const names = fields && allowedFields(request, fields);
    if (lines === null || names === null)
      return { status: 204, headers: [['allow', allow.join(', ')], line], body: null };
    const headers: HeaderLine[] = [
      ...lines,
      ['access-control-allow-methods', methods.join(', ')],
      ...(names.length === 0 ? [] : [['access-control-allow-headers', names.join(', ')] as HeaderLine]),
      ...age,
      ...(privateNetwork && isPrivate(request)
        ? [['access-control-allow-private-network', 'true'] as HeaderLine]
        : []),
      line,
    ];
    return { status: 204, headers, body: null };
  };
}
