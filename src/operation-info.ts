import type { Operation } from './document/operation.ts';

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
