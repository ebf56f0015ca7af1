import type { Arbitrary } from 'fast-check';
import type { Pointer } from '../../document/operation.ts';
import type { Contract } from '../contract-of.ts';
import type { RequestValues, WrittenRequest } from '../write-request.ts';
import type { Reference } from './reference.ts';
import type { FastCheck } from './sift.ts';
import type { Spoilt } from './spoilt.ts';

/** A change of a request that makes it wrong, in its values or in what is written of them. */
export interface Flaw {
  /** What is wrong then. */
  readonly what: string;
  readonly spoil?: (values: RequestValues) => RequestValues;
  readonly rewrite?: (request: WrittenRequest) => WrittenRequest;
}

/** What the values of a request are made with: null where there are none. */
export interface Kit {
  readonly fc: FastCheck;
  readonly contract: Contract;
  readonly reference: Reference;
  /** Values that the check of a schema agrees to. Plain ones are of few characters, where few can be sent. */
  readonly valid: (schema: Pointer | null, plain: boolean) => Arbitrary<unknown> | null;
  /** Values with one thing wrong, probably. */
  readonly spoilt: (schema: Pointer, plain: boolean) => Arbitrary<Spoilt> | null;
}
