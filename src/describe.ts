import { loadDocument } from './document/load.ts';
import type { Operation } from './document/operation.ts';
import type { ReferenceOptions } from './options.ts';
import type { Finding } from './problem/finding.ts';

/** An operation as it is listed. */
export interface OperationInfo {
  /** operationId, or `GET /pets` where the document names none. */
  readonly id: string;
  readonly method: string;
  /** Path template, without base path. */
  readonly template: string;
  /** JSON pointer to the operation in the document. */
  readonly pointer: string;
  /** Whether it has a process. */
  readonly bound: boolean;
}

/** What a document holds, and what is wrong with it. */
export interface Description {
  readonly operations: readonly OperationInfo[];
  readonly securitySchemes: readonly { readonly name: string; readonly type: string }[];
  /** What would keep it from being bound. */
  readonly findings: readonly Finding[];
  /** Rules that it breaks without harm. */
  readonly warnings: readonly Finding[];
}

export const toOperationInfo = (
  { id, method, template, pointer }: Operation,
  bound: boolean,
): OperationInfo => ({
  id,
  method,
  template,
  pointer: pointer.replace(/^#/, ''),
  bound,
});

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
  const { operations, securitySchemes, findings, warnings, place } = await loadDocument(document, options);
  return {
    operations: operations.map((operation) => toOperationInfo(operation, false)),
    securitySchemes: securitySchemes.map(({ name, type }) => ({ name, type })),
    findings,
    warnings: await place(warnings),
  };
}
