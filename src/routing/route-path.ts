import type { Operation } from '../document/operation.ts';
import { createSegment, type Segment } from './segment.ts';
import { readTemplate } from './template.ts';

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
export function readRoutePaths(operation: Operation, options: RoutingOptions): readonly RoutePath[] {
  return [...new Set(operation.basePaths)].flatMap((basePath) => {
    const segments = readTemplate(basePath, operation.template).map((pieces) =>
      createSegment(pieces, operation, options.caseSensitive),
    );
    if (segments.length === 0) return [];
    const ends = options.trailingSlash === 'ignore' && isSlashAfter(segments);
    return [
      {
        operation,
        basePath,
        path: basePath + operation.template,
        segments: ends ? segments.slice(0, -1) : segments,
      },
    ];
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
