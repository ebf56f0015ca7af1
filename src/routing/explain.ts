import type { Operation } from '../document/operation.ts';
import { splitTarget } from '../http/target.ts';
import { comparePrecedence, createPathReader, type RoutePath, type RoutingOptions } from './route-path.ts';
import { compileRouter, type Router } from './router.ts';
import { compileFit, compileNear, explainMisfit, type Fit, type Segment } from './segment.ts';
import { describeSet } from './text-set.ts';

/** Which operation a method and a URL lead to, and why. */
export interface Explanation {
  readonly method: string;
  /** Path of the URL, as sent. */
  readonly path: string;
  /** `unbound`: the operation has no process. `method`: the path fits under other methods only. */
  readonly outcome: 'bound' | 'unbound' | 'method' | 'none' | 'malformed';
  /** Id of the operation that fits; null where none does. */
  readonly operation: string | null;
  /** Why, in one sentence. */
  readonly reason: string;
  /** Operations that came near, first those that go first; twenty at most. */
  readonly others: readonly Other[];
}

/** An operation that came near. */
export interface Other {
  readonly operation: string;
  readonly method: string;
  /** Base path and template. */
  readonly path: string;
  /** Why it is not the one. */
  readonly reason: string;
}

interface Text {
  readonly text: string;
  readonly raw: string;
}

/** A path of an operation, and the same one where neither case nor a slash at the end counts. */
interface Candidate {
  readonly path: RoutePath;
  readonly lenient: RoutePath;
  readonly bound: boolean;
}

interface Lookup {
  readonly method: string;
  readonly texts: readonly Text[];
  readonly lenient: readonly Text[];
  readonly winner: Candidate | undefined;
}

const LENIENT: RoutingOptions = { caseSensitive: false, trailingSlash: 'ignore' };
const MOST_OTHERS = 20;

const readCandidates = (
  operations: readonly Operation[],
  bound: boolean,
  options: RoutingOptions,
): readonly Candidate[] => {
  const [read, readLenient] = [createPathReader(options), createPathReader(LENIENT)];
  return operations.flatMap((operation) => {
    const lenient = readLenient(operation);
    return read(operation).map((path, index) => ({ path, lenient: lenient[index] ?? path, bound }));
  });
};

/** The segments of a path; none where one of them cannot be decoded. */
const readTexts = (path: string, { trailingSlash }: RoutingOptions): readonly Text[] => {
  const end = trailingSlash === 'ignore' && path.length > 1 && path.endsWith('/') ? -1 : path.length;
  try {
    return path
      .slice(1, end)
      .split('/')
      .map((raw) => ({ raw, text: decodeURIComponent(raw) }));
  } catch {
    return [];
  }
};

const fits = ({ segments }: RoutePath, texts: readonly Text[], compile: (segment: Segment) => Fit): boolean =>
  segments.length === texts.length &&
  texts.every(({ text, raw }, level) => segments[level] !== undefined && compile(segments[level])(text, raw));

const answers = ({ path }: Candidate, method: string): boolean =>
  path.operation.method === method || (method === 'HEAD' && path.operation.method === 'GET');

/** Why one path that fits goes before another one. */
const explainOrder = (winner: Candidate, loser: Candidate): string => {
  const level = winner.path.segments.findIndex(
    ({ rank }, index) => rank !== loser.path.segments[index]?.rank,
  );
  const [first, second] = [winner.path.segments[level], loser.path.segments[level]];
  if (winner.bound && !loser.bound) return 'It has no process.';
  return first && second ? `${first.label} goes before ${second.label}.` : 'It has the same precedence.';
};

/** Why a candidate is not the one; null where it did not come near. */
const explainMiss = (candidate: Candidate, { method, texts, lenient, winner }: Lookup): string | null => {
  const { path } = candidate;
  if (fits(path, texts, compileFit)) {
    if (!answers(candidate, method)) return `It answers ${path.operation.method}.`;
    return winner === undefined ? null : explainOrder(winner, candidate);
  }
  if (!fits(candidate.lenient, lenient, compileNear)) return null;
  for (const [level, segment] of candidate.lenient.segments.entries()) {
    const { text, raw } = lenient[level] ?? { text: '', raw: '' };
    const misfit = explainMisfit(segment, text, raw);
    if (misfit !== null) return `${misfit}.`;
  }
  return path.segments.length === texts.length
    ? 'Letters differ in case.'
    : 'They differ in the slash at the end.';
};

const explainFit = ({ path, bound }: Candidate, method: string): string => {
  const types = path.segments.flatMap(({ slots }) =>
    slots.map(({ name, set }) => `{${name}} is ${describeSet(set)}`),
  );
  const head = path.operation.method === method ? '' : ', and GET answers HEAD';
  const what = [`The path fits ${path.path}`, ...(types.length > 0 ? [types.join(', ')] : [])].join(': ');
  return `${what}${head}${bound ? '' : ', but there is no process'}.`;
};

type Outcome = Pick<Explanation, 'outcome' | 'operation' | 'reason'>;

interface Prepared {
  readonly bound: Router<Operation>;
  readonly unbound: Router<Operation>;
  readonly candidates: readonly Candidate[];
}

const prepare = (
  bound: readonly Operation[],
  unbound: readonly Operation[],
  options: RoutingOptions,
): Prepared => {
  const toRoute = (operation: Operation) => ({ operation, target: operation });
  const candidates = [...readCandidates(bound, true, options), ...readCandidates(unbound, false, options)];
  return {
    bound: compileRouter(bound.map(toRoute), options),
    unbound: compileRouter(unbound.map(toRoute), options),
    candidates: candidates.sort((a, b) => comparePrecedence(a.path.segments, b.path.segments)),
  };
};

const nothing = (outcome: Outcome['outcome'], reason: string): Outcome => ({
  outcome,
  operation: null,
  reason,
});

/** What is found, in the order in which a request looks for it. */
const find = ({ bound, unbound }: Prepared, method: string, path: string): Operation | Outcome => {
  const match = bound.find(method, path);
  if (match.kind === 'found') return match.target;
  if (match.kind === 'malformed') return nothing('malformed', 'A segment is not percent-encoded UTF-8.');
  const other = unbound.find(method, path);
  if (other.kind === 'found') return other.target;
  const allow = [match, other].flatMap((near) => (near.kind === 'method' ? near.allow : []));
  if (allow.length > 0)
    return nothing('method', `The path answers ${[...new Set(allow)].join(', ')}, but not ${method}.`);
  const reason = [match, other].find((near) => near.kind === 'none' && near.reason !== null);
  return nothing('none', reason?.kind === 'none' ? `${reason.reason}.` : 'No path fits.');
};

/** Prepares, on the first question, to say which operation answers a URL and why. */
export function compileExplain(
  bound: readonly Operation[],
  unbound: readonly Operation[],
  options: RoutingOptions,
): (method: string, url: string) => Explanation {
  let prepared: Prepared | null = null;
  return (method, url) => {
    prepared ??= prepare(bound, unbound, options);
    const { path } = splitTarget(url);
    const found = find(prepared, method, path);
    const lookup = { method, texts: readTexts(path, options), lenient: readTexts(path, LENIENT) };
    const winner = prepared.candidates.find(
      (candidate) => candidate.path.operation === found && fits(candidate.path, lookup.texts, compileFit),
    );
    const outcome: Outcome =
      'outcome' in found
        ? found
        : {
            outcome: winner?.bound ? 'bound' : 'unbound',
            operation: found.id,
            reason: winner === undefined ? '' : explainFit(winner, method),
          };
    const others = prepared.candidates.flatMap((candidate) => {
      const reason = candidate === winner ? null : explainMiss(candidate, { ...lookup, winner });
      const {
        path: { operation, path },
      } = candidate;
      return reason === null ? [] : [{ operation: operation.id, method: operation.method, path, reason }];
    });
    return { method, path, ...outcome, others: others.slice(0, MOST_OTHERS) };
  };
}
