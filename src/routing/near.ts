import type { Operation } from '../document/operation.ts';
import { comparePrecedence, createPathReader, type RoutePath, type RoutingOptions } from './route-path.ts';
import { compileFit, compileNear, explainMisfit, type Fit, type Segment } from './segment.ts';

/** A path of an operation, and the same one where neither case nor a slash at the end counts. */
export interface Candidate {
  readonly path: RoutePath;
  readonly lenient: RoutePath;
  readonly bound: boolean;
}

/** A method and a path that is looked up, as it is and without the slash at its end. */
export interface Lookup {
  readonly method: string;
  readonly texts: readonly Text[];
  readonly lenient: readonly Text[];
}

/** A segment of a path. */
interface Text {
  readonly text: string;
  readonly raw: string;
}

const LENIENT: RoutingOptions = { caseSensitive: false, trailingSlash: 'ignore' };

/** All paths of some operations, in the order of precedence. */
export function readCandidates(
  operations: readonly { readonly operation: Operation; readonly bound: boolean }[],
  options: RoutingOptions,
): readonly Candidate[] {
  const [read, readLenient] = [createPathReader(options), createPathReader(LENIENT)];
  return operations
    .flatMap(({ operation, bound }) => {
      const lenient = readLenient(operation);
      return read(operation).map((path, index) => ({ path, lenient: lenient[index] ?? path, bound }));
    })
    .sort((a, b) => comparePrecedence(a.path.segments, b.path.segments));
}

/** The segments of a path; none where one of them cannot be decoded. */
const readTexts = (path: string, { trailingSlash }: RoutingOptions): readonly Text[] => {
  const slashed = trailingSlash === 'ignore' && path.length > 1 && path.endsWith('/');
  try {
    const raws = path.slice(1, slashed ? -1 : path.length).split('/');
    return raws.map((raw) => ({ raw, text: decodeURIComponent(raw) }));
  } catch {
    return [];
  }
};

export function readLookup(method: string, path: string, options: RoutingOptions): Lookup {
  return { method, texts: readTexts(path, options), lenient: readTexts(path, LENIENT) };
}

const fitsAll = (
  { segments }: RoutePath,
  texts: readonly Text[],
  compile: (segment: Segment) => Fit,
): boolean =>
  segments.length === texts.length &&
  segments.every((segment, level) => {
    const { text, raw } = texts[level] ?? { text: '', raw: '' };
    return compile(segment)(text, raw);
  });

export const fits = ({ path }: Candidate, { texts }: Lookup): boolean => fitsAll(path, texts, compileFit);

const answers = ({ path }: Candidate, method: string): boolean =>
  path.operation.method === method || (method === 'HEAD' && path.operation.method === 'GET');

const explainOrder = (winner: Candidate, loser: Candidate): string => {
  if (winner.bound && !loser.bound) return 'It has no process.';
  const segments = loser.path.segments;
  const level = winner.path.segments.findIndex(({ rank }, index) => rank !== segments[index]?.rank);
  const [first, second] = [winner.path.segments[level], segments[level]];
  return first && second ? `${first.label} goes before ${second.label}.` : 'Nothing decides between the two.';
};

/** Why a candidate does not answer; null where it did not come near. */
export function explainMiss(
  candidate: Candidate,
  lookup: Lookup,
  winner: Candidate | undefined,
): string | null {
  const { path, lenient } = candidate;
  if (fits(candidate, lookup)) {
    if (!answers(candidate, lookup.method)) return `It answers ${path.operation.method}.`;
    return winner === undefined ? null : explainOrder(winner, candidate);
  }
  if (!fitsAll(lenient, lookup.lenient, compileNear)) return null;
  for (const [level, segment] of lenient.segments.entries()) {
    const { text, raw } = lookup.lenient[level] ?? { text: '', raw: '' };
    const misfit = explainMisfit(segment, text, raw);
    if (misfit !== null) return `${misfit}.`;
  }
  return path.segments.length === lookup.texts.length
    ? 'The case of letters differs.'
    : 'The slash at the end differs.';
}
