import type { Arbitrary } from 'fast-check';
import type { Operation } from '../../document/operation.ts';
import { PARAMETER_GROUPS } from '../../http/parameter-group.ts';
import type { Contract } from '../contract-of.ts';
import type { RequestValues, WrittenRequest } from '../write-request.ts';
import { createBodies } from './bodies.ts';
import type { Flaw, Kit } from './kit.ts';
import { createParameters } from './parameters.ts';
import type { Reference } from './reference.ts';
import { anyOf, type FastCheck, sift } from './sift.ts';
import { createSpoilt } from './spoilt.ts';
import { createMakeValues } from './values.ts';

/** One request to be made. */
export interface Case {
  /** Null where the values cannot be written at all. */
  readonly request: WrittenRequest | null;
  /** What is wrong with it; null where nothing is. */
  readonly what: string | null;
}

/** The requests of an operation. */
export interface Cases {
  /** Those that fit its document, and those with one thing wrong. Null where none can be made. */
  readonly positive: Arbitrary<Case> | null;
  readonly negative: Arbitrary<Case> | null;
  /** What could not be made, each in a sentence. */
  readonly unmade: readonly string[];
}

/** Changes the values of a request that fits. */
export type Change = (values: RequestValues, operation: Operation) => RequestValues;

export interface CasesOptions {
  readonly fc: FastCheck;
  readonly contract: Contract;
  readonly reference: Reference;
  readonly change: Change;
}

function createKit({ fc, contract, reference }: CasesOptions): Kit {
  const { schemas } = contract.loaded;
  const makers = [false, true].map((plain) => {
    const values = createMakeValues({ fc, schemas, plain });
    return { values, spoilt: createSpoilt({ fc, schemas, values }) };
  });
  const makerOf = (plain: boolean) => makers[Number(plain)];
  return {
    fc,
    contract,
    reference,
    valid: (schema, plain) => {
      const values = makerOf(plain)?.values(schema === null ? [] : [schema]) ?? null;
      if (values === null || schema === null) return values;
      const check = contract.checkOf(schema, 'request');
      return sift(fc, values, (value) => check(value) === null);
    },
    spoilt: (schema, plain) => makerOf(plain)?.spoilt([schema]) ?? null,
  };
}

const tryTo = (write: () => WrittenRequest): WrittenRequest | null => {
  try {
    return write();
  } catch {
    return null;
  }
};

/** Makes the requests of operations of a document. */
export function createCases(options: CasesOptions): (operation: Operation) => Cases {
  const { fc, contract, change } = options;
  const kit = createKit(options);
  const parameters = createParameters(kit);
  const bodies = createBodies(kit);

  const valuesOf = (operation: Operation, unmade: string[]): Arbitrary<RequestValues> | null => {
    const [path, query, headers, cookies] = PARAMETER_GROUPS.map((group) =>
      parameters.group(operation, group, unmade),
    );
    const body = bodies.values(operation, unmade);
    if (!path || !query || !headers || !cookies || body === null) return null;
    return fc
      .record({ path, query, headers, cookies, body }, { noNullPrototype: true })
      .map(({ body: content, ...groups }) => change({ ...groups, ...content }, operation));
  };

  return (operation) => {
    const unmade: string[] = [];
    const write = contract.write(operation);
    const values = valuesOf(operation, unmade);
    if (values === null) return { positive: null, negative: null, unmade };
    const spoil = ({ spoil: spoilt, rewrite }: Flaw, given: RequestValues): WrittenRequest => {
      const request = write(spoilt === undefined ? given : spoilt(given));
      return rewrite === undefined ? request : rewrite(request);
    };
    const flaws = anyOf(fc, [parameters.flaws(operation), bodies.flaws(operation)]);
    return {
      unmade,
      positive: values.map((given) => ({ request: tryTo(() => write(given)), what: null })),
      negative:
        flaws === null
          ? null
          : fc
              .tuple(flaws, values)
              .map(([flaw, given]) => ({ request: tryTo(() => spoil(flaw, given)), what: flaw.what })),
    };
  };
}
