import type { Operation } from '../document/operation.ts';
import { splitTarget } from '../http/target.ts';
import { type Candidate, explainMiss, fits, readCandidates, readLookup } from './near.ts';
import type { RoutingOptions } from './route-path.ts';
import { compileRouter, type Match, type Router } from './router.ts';
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
  /** Operations that came near, in the order of precedence; twenty at most. */
  readonly others: readonly Other[];
}

/** An operation that came near. */
export interface Other {
  readonly operation: string;
  readonly method: string;
  /** Base path and template. */
  readonly path: string;
  /** Why it does not answer. */
  readonly reason: string;
}

type Outcome = Pick<Explanation, 'outcome' | 'operation' | 'reason'>;

interface Prepared {
  /** In the order in which a request asks them: operations with a process, then those without. */
  readonly routers: readonly Router<Operation>[];
  readonly candidates: readonly Candidate[];
}

const MOST_OTHERS = 20;

const prepare = (
  bound: readonly Operation[],
  unbound: readonly Operation[],
  options: RoutingOptions,
): Prepared => {
  const all = [
    ...bound.map((operation) => ({ operation, target: operation, bound: true })),
    ...unbound.map((operation) => ({ operation, target: operation, bound: false })),
  ];
  return {
    routers: [all.slice(0, bound.length), all.slice(bound.length)].map((routes) =>
      compileRouter(routes, options),
    ),
    candidates: readCandidates(all, options),
  };
};

/** What is said of an operation without a process. */
export type ExplainIdle = (operation: Operation) => string;

const explainFit = ({ path, bound }: Candidate, method: string, explainIdle: ExplainIdle): Outcome => {
  const { id } = path.operation;
  const kinds = path.segments.flatMap(({ slots }) =>
    slots.map(({ name, set }) => `{${name}} is ${describeSet(set)}`),
  );
  const fit = [`The path fits ${path.path}`, ...(kinds.length > 0 ? [kinds.join(', ')] : [])].join(': ');
  const head = path.operation.method === method ? '' : `; ${path.operation.method} answers ${method}`;
  return {
    outcome: bound ? 'bound' : 'unbound',
    operation: id,
    reason: `${fit}${head}${bound ? '' : `; ${explainIdle(path.operation)}`}.`,
  };
};

const refuse = (outcome: Outcome['outcome'], reason: string): Outcome => ({
  outcome,
  operation: null,
  reason,
});

const explainRefusal = (matches: readonly Match<Operation>[], method: string): Outcome => {
  if (matches.some(({ kind }) => kind === 'malformed')) {
    return refuse('malformed', 'A segment is not percent-encoded UTF-8.');
  }
  const allow = new Set(matches.flatMap((match) => (match.kind === 'method' ? match.allow : [])));
  if (allow.size > 0) return refuse('method', `The path answers ${[...allow].join(', ')}, not ${method}.`);
  const reasons = matches.flatMap((match) => (match.kind === 'none' ? (match.reason ?? []) : []));
  return refuse('none', `${reasons[0] ?? 'No path fits'}.`);
};

/** Prepares to say which operation answers a URL, and why. The work is done on the first question. */
export function compileExplain(
  bound: readonly Operation[],
  unbound: readonly Operation[],
  options: RoutingOptions,
  explainIdle: ExplainIdle = () => 'it has no process',
): (method: string, url: string) => Explanation {
  let prepared: Prepared | null = null;
  return (method, url) => {
    prepared ??= prepare(bound, unbound, options);
    const { routers, candidates } = prepared;
    const { path } = splitTarget(url);
    const lookup = readLookup(method, path, options);
    const matches = routers.map((router) => router.find(method, path));
    const targets = matches.flatMap((match) => (match.kind === 'found' ? match.target : []));
    const winner = candidates.find(
      (candidate) => candidate.path.operation === targets[0] && fits(candidate, lookup),
    );
    const others = candidates.flatMap((candidate): readonly Other[] => {
      const reason = candidate === winner ? null : explainMiss(candidate, lookup, winner);
      const { operation, path } = candidate.path;
      return reason === null ? [] : [{ operation: operation.id, method: operation.method, path, reason }];
    });
    const outcome = winner ? explainFit(winner, method, explainIdle) : explainRefusal(matches, method);
    return { method, path, ...outcome, others: others.slice(0, MOST_OTHERS) };
  };
}
