import { fieldValue } from '../../http/fields.ts';
import type { HeaderLine, HttpRequest, HttpResponse } from '../../http/message.ts';
import { compileOrigins } from './origin.ts';
import type { CorsRules } from './setup.ts';

/** The same answer with what browsers need to know before they show it to the page. */
export type Share = <Response extends HttpResponse>(response: Response, request: HttpRequest) => Response;

/** Lines for an origin that is listed; null for all others, and where no page is calling. */
export type OriginLines = (request: HttpRequest) => readonly HeaderLine[] | null;

export function compileOriginLines({ origins, credentials }: CorsRules): OriginLines {
  const isListed = compileOrigins(origins);
  const isOpen = origins.includes('*');
  return ({ headers }) => {
    const origin = fieldValue(headers, 'origin');
    if (origin === undefined || !isListed(origin)) return null;
    const line: HeaderLine = ['access-control-allow-origin', isOpen ? '*' : origin];
    return credentials ? [line, ['access-control-allow-credentials', 'true']] : [line];
  };
}

/** `Vary` with more fields, in one line. `*` says more than any list. */
export function vary(lines: readonly HeaderLine[], fields: readonly string[]): HeaderLine {
  const given = lines
    .filter(([name]) => name.toLowerCase() === 'vary')
    .flatMap(([, value]) => value.split(','))
    .map((field) => field.trim())
    .filter((field) => field !== '');
  if (given.includes('*')) return ['vary', '*'];
  const known = new Set(given.map((field) => field.toLowerCase()));
  return ['vary', [...given, ...fields.filter((field) => !known.has(field.toLowerCase()))].join(', ')];
}

/** Of a process: it cannot know who is calling, and two lines are none to a browser. */
const DECIDED_HERE = new Set(['vary', 'access-control-allow-origin', 'access-control-allow-credentials']);

/** What opbind itself says in answers, whatever the document declares. */
const OWN = ['Retry-After', 'RateLimit', 'RateLimit-Policy'];

/** What pages may read anyway, or never (Fetch §2.2.2). */
const NOT_TO_EXPOSE = new Set([
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
  'set-cookie',
  'set-cookie2',
]);

/** Names in the spelling in which they come first, each once. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const byName = new Map<string, string>();
  for (const name of names) if (!byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), name);
  return [...byName].flatMap(([key, name]) => (NOT_TO_EXPOSE.has(key) ? [] : [name]));
}

const exposing = (names: readonly string[]): readonly HeaderLine[] =>
  names.length === 0 ? [] : [['access-control-expose-headers', names.join(', ')]];

/** The line that names what a page may read of an answer. */
function compileExposed(names: readonly string[]): (lines: readonly HeaderLine[]) => readonly HeaderLine[] {
  const exposed = uniqueNames(names);
  const known = new Set(exposed.map((name) => name.toLowerCase()));
  const own = new Map(
    OWN.filter((name) => !known.has(name.toLowerCase())).map((name) => [name.toLowerCase(), name]),
  );
  const usual = exposing(exposed);
  return (lines) => {
    const sent = lines.flatMap(([name]) => own.get(name.toLowerCase()) ?? []);
    return sent.length === 0 ? usual : exposing(uniqueNames([...exposed, ...sent]));
  };
}

const isOfCors = ([name]: HeaderLine): boolean => name.toLowerCase().startsWith('access-control-');

const isDecidedHere = ([name]: HeaderLine): boolean => DECIDED_HERE.has(name.toLowerCase());

const VARY: HeaderLine = ['vary', 'Origin'];

/** Lists of header lines are shared between answers, so that nothing is added to one: a new one is made. */
export function compileShare(rules: CorsRules, linesOf: OriginLines, declared: readonly string[]): Share {
  const exposed = compileExposed([...rules.exposeHeaders, ...declared]);
  return (response, request) => {
    const { headers } = response;
    const kept = headers.filter((line) => !isDecidedHere(line));
    const varied = kept.length === headers.length ? VARY : vary(headers, ['Origin']);
    const lines = linesOf(request);
    const shared =
      lines === null
        ? [...kept.filter((line) => !isOfCors(line)), varied]
        : [...kept, ...lines, ...exposed(headers), varied];
    return { ...response, headers: shared };
  };
}
