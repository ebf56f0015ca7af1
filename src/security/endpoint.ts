import { fold } from '../http/fold.ts';
import { splitTarget } from '../http/target.ts';
import { isToken } from '../http/token.ts';

/** Calls that a rule is about: a path with all that lies below it, under one method or all. */
export interface Endpoint {
  /** Default: all methods. HEAD counts as GET where GET answers it. */
  readonly method?: string;
  /** Path of the URL as clients see it, base path included: `/api/v1/crm`. `{id}` stands for any one segment, `/` for everything. */
  readonly path: string;
}

/** Segments of a path, decoded one by one, so that an encoded slash stays within its segment; null for a path that could be read in two ways. */
export function readSegments(path: string): readonly string[] | null {
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent);
    if (segments.at(-1) === '') segments.pop();
    return segments.some((segment) => segment === '.' || segment === '..') ? null : segments;
  } catch {
    return null;
  }
}

/** Segments of the path of a URL. */
export const segmentsOf = (url: string): readonly string[] | null => readSegments(splitTarget(url).path);

/** A segment of a rule, as it is compared; null for any. */
type Part = string | null;

export interface Rule<T> {
  readonly method: string | null;
  readonly parts: readonly Part[];
  readonly endpoint: Endpoint;
  readonly target: T;
}

const PARAMETER = /^\{[^{}]*\}$/;

const isParameter = (segment: string): boolean => PARAMETER.test(segment);

/** Whether a value can be the method of a rule. */
export const isMethodName = (method: unknown): boolean => typeof method === 'string' && isToken(method);

/** What is wrong with the path of a rule; null where nothing is. */
export function faultOf(path: unknown): string | null {
  if (typeof path !== 'string' || !path.startsWith('/')) return 'It has to begin with a slash.';
  if (path === '/') return null;
  if (path.endsWith('/'))
    return 'It ends in a slash. Leave that out: a path stands for itself and all below it.';
  if (/[?#]/.test(path)) return 'It is a path alone, without query or fragment.';
  const segments = readSegments(path);
  if (segments === null) return 'It holds dots for segments, or escapes that are no UTF-8.';
  if (segments.includes('')) return 'It has an empty segment.';
  if (path.split('/').some((raw) => raw === '*' || /^:\w/.test(raw)))
    return 'A path stands for all below it without *, and a parameter is written {id}. Where just that is meant, write %2A or %3A.';
  return path
    .slice(1)
    .split('/')
    .some((raw) => /[{}]/.test(raw) && !isParameter(raw))
    ? 'A parameter has to be a whole segment.'
    : null;
}

const partsOf = (path: string, folded: (text: string) => string): readonly Part[] =>
  path === '/'
    ? []
    : path
        .slice(1)
        .split('/')
        .map((raw) => (isParameter(raw) ? null : folded(decodeURIComponent(raw))));

/** The longer path goes first, then the one that says more from the left, then the one that names a method. */
function precedence(a: Rule<unknown>, b: Rule<unknown>): number {
  if (a.parts.length !== b.parts.length) return b.parts.length - a.parts.length;
  for (const [level, part] of a.parts.entries()) {
    const other = b.parts[level] ?? null;
    if ((part === null) !== (other === null)) return part === null ? 1 : -1;
  }
  return Number(a.method === null) - Number(b.method === null);
}

const same = (text: string): string => text;

/** Compares text with its case, or without, as routing does. */
export const foldOf = (caseSensitive: boolean): ((text: string) => string) => (caseSensitive ? same : fold);

/** Null for all methods. */
function methodOf({ method = 'ALL' }: Endpoint): string | null {
  const named = method.toUpperCase();
  return named === 'ALL' ? null : named;
}

/** Rules in the order in which they are asked. */
export const compileRules = <T>(
  given: readonly { readonly endpoint: Endpoint; readonly target: T }[],
  folded: (text: string) => string,
): readonly Rule<T>[] =>
  given
    .map(({ endpoint, target }) => ({
      method: methodOf(endpoint),
      parts: partsOf(endpoint.path, folded),
      endpoint,
      target,
    }))
    .sort(precedence);

/** Whether a rule is about a method. */
export const isOfMethod = ({ method }: Rule<unknown>, called: string): boolean =>
  method === null || method === called.toUpperCase();

/** The rule that decides about a call; undefined where none is about it. */
export const findRule = <T>(
  rules: readonly Rule<T>[],
  method: string,
  segments: readonly string[],
  folded: (text: string) => string,
): Rule<T> | undefined =>
  rules.find(
    (rule) =>
      isOfMethod(rule, method) &&
      rule.parts.length <= segments.length &&
      rule.parts.every((part, level) => part === null || part === folded(segments[level] ?? '')),
  );

/** A template that is wrongly encoded is a finding of its own. */
const decodedOf = (raw: string): string => {
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
};

/** How a rule stands to all paths of a template: about each, about some, or about none. */
export function reachOf(
  { parts }: Rule<unknown>,
  template: string,
  folded: (text: string) => string,
): 'each' | 'some' | 'none' {
  const segments = template.slice(1).split('/');
  if (segments.at(-1) === '') segments.pop();
  if (parts.length > segments.length) return 'none';
  let reach: 'each' | 'some' = 'each';
  for (const [level, part] of parts.entries()) {
    const raw = segments[level] ?? '';
    if (part === null) continue;
    if (/[{}]/.test(raw)) reach = 'some';
    else if (folded(decodedOf(raw)) !== part) return 'none';
  }
  return reach;
}

/** As it is written for people: `ALL /api/v1/crm`. */
export const nameOf = ({ method = 'ALL', path }: Endpoint): string => `${method.toUpperCase()} ${path}`;

/** The same for endpoints that no call can tell apart. */
export const keyOf = ({ method, parts }: Rule<unknown>): string => JSON.stringify([method, parts]);
