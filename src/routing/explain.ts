import type { Operation } from '../document/operation.ts';
import { splitTarget } from '../http/target.ts';
import { comparePrecedence, type RoutePath, type RoutingOptions, readRoutePaths } from './route-path.ts';
import { compileRouter, type Match } from './router.ts';
import { compileFit, compileNear, explainMisfit, literalOf, type Segment, setOf } from './segment.ts';
import { describeSet } from './text-set.ts';

/** What became of a method and a URL. */
export interface Explanation {
  readonly method: string;
  /** Path of the URL, as sent. */
  readonly path: string;
  /** `unbound`: an operation fits that has no process. `method`: the path fits under other methods only. */
  readonly outcome: 'bound' | 'unbound' | 'method' | 'none' | 'malformed';
  /** Id of the operation that fits; null where none does. */
  readonly operation: string | null;
  /** Why, in one sentence. */
  readonly reason: string;
  /** Operations that came near, and why they do not answer. */
  readonly others: readonly Other[];
}

/** An operation that came near. */
export interface Other {
  readonly operation: string;
  readonly method: string;
  /** Base path and template. */
  readonly path: string;
  readonly reason: string;
}

interface Text {
  readonly text: string;
  readonly raw: string;
}

/** A path of an operation, and the same path where neither case nor a slash at the end counts. */
interface Candidate {
  readonly path: RoutePath;
  readonly lenient: RoutePath;
  readonly bound: boolean;
}

const LENIENT: RoutingOptions = { caseSensitive: false, trailingSlash: 'ignore' };

const every = (path: RoutePath, texts: readonly Text[], compile: typeof compileFit): boolean =>
  path.segments.length === texts.length &&
  path.segments.every((segment, level) => {
    const { text, raw } = texts[level] ?? { text: '', raw: '' };
    return compile(segment)(text, raw);
  });
