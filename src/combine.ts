import { type Combined, type Explained, routed } from './api.ts';
import type { HeaderLine } from './http/message.ts';
import { release } from './http/release.ts';
import { splitTarget } from './http/target.ts';
import { type Finding, SetupError } from './problem/finding.ts';
import { findCollisions } from './routing/collision.ts';
import { type Servable, toHandle, walkOf } from './servable.ts';
import { passable, unmatched, type Walk, type Walked } from './walk.ts';

const isCombinable = (one: Servable): one is Combined => routed in one;

/** Operations of different APIs that one URL fits. */
function findShared(apis: readonly Combined[]): readonly Finding[] {
  const all = apis.flatMap((api) => api[routed]);
  const within = all.flatMap(({ operations, options }) => findCollisions(operations, 'strict', options));
  const known = new Set(within.map(({ message }) => message));
  const shared = findCollisions(
    all.flatMap(({ operations }) => operations),
    'strict',
    {
      caseSensitive: all.every(({ options }) => options.caseSensitive),
      trailingSlash: all.every(({ options }) => options.trailingSlash === 'strict') ? 'strict' : 'ignore',
    },
  );
  return shared
    .filter(({ message }) => !known.has(message))
    .map((finding) => ({
      ...finding,
      mend: 'Bind one of the APIs under another basePath, or the operation in one of them only.',
    }));
}

const isAllow = ([name]: HeaderLine): boolean => name.toLowerCase() === 'allow';

/** The methods that all of them allow, where they say which. */
function withAllow(response: Walked, others: readonly Walked[]): Walked {
  const allow = [response, ...others].flatMap(({ headers }) =>
    headers.filter(isAllow).flatMap(([, value]) => value.split(', ')),
  );
  if (!response.headers.some(isAllow)) return response;
  const line: HeaderLine = ['allow', [...new Set(allow)].sort().join(', ')];
  return { ...response, headers: response.headers.map((one) => (isAllow(one) ? line : one)) };
}

/** What is said where none of several APIs has the operation: one that has its path knows most, else the last one has the last word. */
function leastFar(responses: readonly Walked[]): Walked {
  const passed = responses.filter((one) => one[passable]);
  const known = passed.find(({ status }) => status === 501) ?? passed[0];
  const best = known ?? responses.at(-1);
  for (const one of responses) if (one !== best) release(one.body);
  return withAllow(best as Walked, passed);
}

const isMissed = (response: Walked): boolean => Boolean(response[unmatched] || response[passable]);

/** Asks one after the other until one has the operation. Only who has it takes its time. */
function compileWalks(walks: readonly Walk[]): Walk {
  return (request, isLast = false) => {
    const missed: Walked[] = [];
    const ask = (index: number): Walked | Promise<Walked> => {
      const one = walks[index];
      if (one === undefined) return leastFar(missed);
      const response = one(request, index === walks.length - 1 ? isLast : 'shared');
      const given = (walked: Walked): Walked | Promise<Walked> => {
        if (!isMissed(walked)) return walked;
        missed.push(walked);
        return ask(index + 1);
      };
      return response instanceof Promise ? response.then(given) : given(response);
    };
    return ask(0);
  };
}

const OUTCOMES: readonly Explained['outcome'][] = ['bound', 'unbound', 'method', 'malformed', 'none'];

/** Of what answers requests in its own way nothing is known. */
const unexplained = (method: string, url: string): Explained => ({
  method,
  path: splitTarget(url).path,
  outcome: 'none',
  operation: null,
  reason: 'No API that explains itself is served here.',
  others: [],
  access: null,
});

const nearestOf = (all: readonly Explained[]): Explained =>
  all.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome))[0] as Explained;

/**
 * Serves several APIs as one: each request is answered by the one that has its operation, behind one door.
 *
 * Each keeps its own document, processes, options and runs, and can be replaced; one that is replaced later by something that answers the same
 * URLs as another goes first if it stands first.
 *
 * @param apis What `bind` gave, and whatever else doors serve.
 * @throws {SetupError} if some URL fits operations of two of them.
 * @throws {TypeError} if there is nothing to combine, or something twice.
 * @example
 * createServer(toNodeListener(combine(petstore, orders))).listen(8080);
 */
export function combine(...apis: readonly Servable[]): Combined {
  if (apis.length === 0) throw new TypeError('combine: give it the APIs to serve.');
  const handle = toHandle(compileWalks(apis.map(walkOf)));
  const bound = apis.filter(isCombinable);
  if (new Set(apis).size < apis.length) throw new TypeError('combine: one API is named twice.');
  const findings = findShared(bound);
  if (findings.length > 0) throw new SetupError(findings, 'the combined APIs');
  return {
    handle,
    get operations() {
      return bound.flatMap(({ operations }) => operations);
    },
    get routes() {
      return bound.flatMap(({ routes }) => routes);
    },
    explain: (method, url) =>
      bound.length === 0 ? unexplained(method, url) : nearestOf(bound.map((api) => api.explain(method, url))),
    warmup: async () => {
      for (const api of bound) await api.warmup();
    },
    close: async (options) => {
      await Promise.all(bound.map((api) => api.close(options)));
    },
    get [routed]() {
      return bound.flatMap((api) => api[routed]);
    },
  };
}
