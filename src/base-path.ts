import type { Operation } from './document/operation.ts';

/** Tells which base path of an operation a path came by. */
export function compileBasePathOf({ basePaths }: Operation): (path: string) => string {
  const longestFirst = [...basePaths].sort((one, other) => other.length - one.length);
  return (path) => longestFirst.find((one) => path.startsWith(`${one}/`)) ?? longestFirst[0] ?? '';
}
