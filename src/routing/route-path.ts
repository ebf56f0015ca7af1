import type { Operation } from '../document/operation.ts';
import { createLiteral, createSegment, parameterInPath, type Segment } from './segment.ts';
import { literalText, type Piece, readSegment as readPieces, readTemplate } from './template.ts';

/** How paths are compared with templates. */
export interface RoutingOptions {
  readonly caseSensitive: boolean;
  readonly trailingSlash: 'strict' | 'ignore';
}

/** An operation under one of its base paths. */
export interface RoutePath {
  readonly operation: Operation;
  readonly basePath: string;
  /** Base path and template. */
  readonly path: string;
  readonly segments: readonly Segment[];
}

const isSlashAfter = (segments: readonly Segment[]): boolean =>
  segments.length > 1 && segments.at(-1)?.label === '';

/** Every path under which an operation is reached; none where its template does not begin with a slash. */
export type ReadPaths = (operation: Operation) => readonly RoutePath[];

// Collisions, routers and explanations read the same operations: each is read once for each way to compare.
const known = new Map<string, WeakMap<Operation, readonly RoutePath[]>>();

const knownBy = ({
  caseSensitive,
  trailingSlash,
}: RoutingOptions): WeakMap<Operation, readonly RoutePath[]> => {
  const key = `${caseSensitive} ${trailingSlash}`;
  const paths = known.get(key) ?? new WeakMap();
  known.set(key, paths);
  return paths;
};

/** Prepares to read the paths of operations. Segments that many of them have are made once. */
export function createPathReader(options: RoutingOptions): ReadPaths {
  const { caseSensitive, trailingSlash } = options;
  const literals = new Map<string, Segment>();
  const singles = new Map<unknown, Segment>();
  const piecesOf = new Map<string, readonly Piece[]>();
  const readOnce = (segment: string): readonly Piece[] => {
    const known = piecesOf.get(segment);
    if (known !== undefined) return known;
    const pieces = readPieces(segment);
    piecesOf.set(segment, pieces);
    return pieces;
  };
  /** A segment that is one parameter; those of one parameter of the document are the same. */
  const readSingle = (pieces: readonly Piece[], operation: Operation, name: string): Segment => {
    const key = parameterInPath(operation, name) ?? name;
    const segment = singles.get(key) ?? createSegment(pieces, operation, caseSensitive);
    singles.set(key, segment);
    return segment;
  };
  const readLiteral = (text: string): Segment => {
    const segment = createLiteral(text, caseSensitive);
    literals.set(text, segment);
    return segment;
  };
  const readVarying = (pieces: readonly Piece[], operation: Operation): Segment => {
    const first = pieces[0];
    return first !== undefined && 'name' in first && pieces.length === 1
      ? readSingle(pieces, operation, first.name)
      : createSegment(pieces, operation, caseSensitive);
  };
  const readSegment = (pieces: readonly Piece[], operation: Operation): Segment => {
    const text = literalText(pieces);
    return text === null ? readVarying(pieces, operation) : (literals.get(text) ?? readLiteral(text));
  };
  const read = (operation: Operation, basePath: string): readonly RoutePath[] => {
    const pieces = readTemplate(basePath, operation.template, readOnce);
    const segments = pieces.map((segment) => readSegment(segment, operation));
    if (trailingSlash === 'ignore' && isSlashAfter(segments)) segments.pop();
    return segments.length === 0
      ? []
      : [{ operation, basePath, path: basePath + operation.template, segments }];
  };
  const paths = knownBy(options);
  return (operation) => {
    const found =
      paths.get(operation) ??
      [...new Set(operation.basePaths)].flatMap((basePath) => read(operation, basePath));
    paths.set(operation, found);
    return found;
  };
}

/** OpenAPI's precedence: the first segment of different rank decides. Negative where `a` goes before `b`, 0 where none decides. */
export function comparePrecedence(a: readonly Segment[], b: readonly Segment[]): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index += 1) {
    const apart = (a[index]?.rank ?? 0) - (b[index]?.rank ?? 0);
    if (apart !== 0) return apart;
  }
  return a.length - b.length;
}
