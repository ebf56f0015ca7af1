import type { Operation, SecurityScheme } from '../document/operation.ts';
import { fieldsOf } from './cors/fields.ts';
import { type AnswerPreflight, compilePreflight } from './cors/preflight.ts';
import { type Cors, readCors } from './cors/setup.ts';
import { compileOriginLines, compileShare, type Share } from './cors/share.ts';

/** What pages of other origins may send to an operation, and see of it. */
export interface OperationCors {
  /** Header fields that may be sent, in lower case. */
  readonly fields: ReadonlySet<string>;
  readonly share: Share;
}

/** What an operation has to do with header fields. */
export interface Declared {
  readonly operation: Operation;
  readonly schemes: readonly SecurityScheme[];
  /** Names of header fields that may be sent whatever the document says, in lower case. */
  readonly asks: readonly string[];
  /** Names of the header fields of its answers. */
  readonly answers: readonly string[];
}

/** How pages of other origins are answered. */
export interface CompiledCors {
  readonly answerPreflight: AnswerPreflight;
  /** Of answers that no operation gives. */
  readonly share: Share;
  of(declared: Declared): OperationCors;
}

/**
 * Lets pages of some origins call the API. An answer to any other origin has none of these lines, so that its browser hides it; what keeps
 * callers out is the security of the operation.
 *
 * @see Fetch §3.3 CORS protocol
 */
export function compileCors(cors: Cors): CompiledCors {
  const rules = readCors(cors);
  const linesOf = compileOriginLines(rules);
  const allowed = rules.allowHeaders.map((name) => name.toLowerCase());
  return {
    answerPreflight: compilePreflight(rules, linesOf),
    share: compileShare(rules, linesOf, []),
    of: ({ operation, schemes, asks, answers }) => ({
      fields: new Set([...fieldsOf(operation, schemes), ...asks, ...allowed]),
      share: compileShare(rules, linesOf, answers),
    }),
  };
}
