import type { Operation } from '../document/operation.ts';
import { comparePrecedence, createPathReader, type RoutingOptions } from './route-path.ts';

/** A line of the route table: an operation under one of its base paths. */
export interface RouteInfo {
  readonly method: string;
  /** Base path and template. */
  readonly path: string;
  /** Id of the operation. */
  readonly operation: string;
}

/** All routes, those first that go first where several fit a URL. */
export function readTable(operations: readonly Operation[], options: RoutingOptions): readonly RouteInfo[] {
  const read = createPathReader(options);
  return operations
    .flatMap(read)
    .sort((a, b) => comparePrecedence(a.segments, b.segments))
    .map(({ operation: { id, method }, path }) => ({ method, path, operation: id }));
}
