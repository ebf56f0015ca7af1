import type { Operation } from '../document/operation.ts';
import { createLiteral, createSegment, type Segment } from './segment.ts';
import { literalText, readTemplate } from './template.ts';

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

/** Prepares to read the paths of operations. Segments that many of them have are made once. */
export function createPathReader({ caseSensitive, trailingSlash }: RoutingOptions): ReadPaths {
  const literals = new Map<string, Segment>();
  const readLiteral = (text: string): Segment => {
    const segment = literals.get(text) ?? createLiteral(text, caseSensitive);
    literals.set(text, segment);
    return segment;
  };
  return (operation) =>
    [...new Set(operation.basePaths)].flatMap((basePath) => {
      const segments = readTemplate(basePath, operation.template).map((pieces) => {
        const text = literalText(pieces);
        return text === null ? createSegment(pieces, operation, caseSensitive) : readLiteral(text);
      });
      if (trailingSlash === 'ignore' && isSlashAfter(segments)) segments.pop();
      return segments.length === 0
        ? []
        : [{ operation, basePath, path: basePath + operation.template, segments }];
    });
}

/** OpenAPI's precedence: the first segment of different rank decides. Negative where `a` goes before `b`, 0 where none decides. */
export function comparePrecedence(a: readonly Segment[], b: readonly Segment[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (segment.rank !== other.rank) return segment.rank - other.rank;
  }
  return a.length - b.length;
}
