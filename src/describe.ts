import { type OperationInfo, toOperationInfo } from './operation-info.ts';
import type { ReferenceOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';
import { readAny } from './read-any.ts';

/** What a document holds, and what is wrong with it. */
export interface Description {
  readonly operations: readonly OperationInfo[];
  readonly securitySchemes: readonly { readonly name: string; readonly type: string }[];
  /** What would keep it from being bound. */
  readonly findings: readonly Finding[];
  /** Rules that it breaks without harm. */
  readonly warnings: readonly Finding[];
}

/**
 * Reads a document and says what is in it. Never throws for what it finds: that is in `findings`.
 *
 * @param document Path of a file, a `URL`, or a parsed document. It is not changed.
 * @param options Where references may lead.
 * @example
 * const { operations, findings } = await describe('petstore.yaml');
 */
export async function describe(
  document: string | URL | object,
  options: { readonly references?: ReferenceOptions } = {},
): Promise<Description> {
  const { operations, securitySchemes, findings, warnings, place } = await readAny(document, options);
  return {
    operations: operations.map((operation) => toOperationInfo(operation, false)),
    securitySchemes: securitySchemes.map(({ name, type }) => ({ name, type })),
    findings,
    warnings: await place(warnings),
  };
}
