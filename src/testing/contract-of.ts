import { createAnswerChecks } from '../answer-checks.ts';
import { type Api, type Source, source } from '../api.ts';
import type { LoadedDocument } from '../document/load.ts';
import type { Operation, Pointer } from '../document/operation.ts';
import type { BindOptions } from '../options.ts';
import type { Check } from '../problem/issue.ts';
import { nearest } from '../problem/nearest.ts';
import type { CheckAnswer } from '../response/check-answer.ts';
import { readRules } from '../response/rules.ts';
import { createChecks, type Direction } from '../schema/checks.ts';
import { remembering } from '../schema/remembering.ts';
import { refuseUnawaited } from './given.ts';
import { compileWriteRequest, type RequestValues, type WrittenRequest } from './write-request.ts';

/** What a document says of operations, made ready to write requests and to judge answers. */
export interface Contract {
  readonly loaded: LoadedDocument;
  readonly options: BindOptions;
  /** Those that are answered, by a process or by the document. */
  readonly operations: readonly Operation[];
  /** Those of them that the document answers, which ask for no credentials. */
  readonly mocked: ReadonlySet<Operation>;
  /** Whether opbind may answer 202 by itself, for a run that goes on. */
  readonly canPoll: boolean;
  /** @throws {TypeError} for an id that no operation has. */
  readonly operation: (id: string) => Operation;
  readonly write: (operation: Operation) => (values: RequestValues) => WrittenRequest;
  readonly checkOf: (schema: Pointer, direction: Direction) => Check;
  /** What fills the members that a valid body lacks with their defaults; null where there are none. */
  readonly fillOf: (schema: Pointer) => ((value: unknown) => unknown) | null;
  /** Tells of everything in an answer that does not fit. */
  readonly answers: (operation: Operation) => CheckAnswer;
}

function unknownOperation(id: string, operations: readonly Operation[]): TypeError {
  const meant = nearest(
    id,
    operations.map((operation) => operation.id),
  );
  const mend = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new TypeError(`No operation ${id} is answered.${mend}`);
}

const REPORTED = readRules('report');

/** What was read of a document, and which of its operations are answered. */
export type Served = Pick<Contract, 'loaded' | 'options' | 'operations' | 'canPoll'> & {
  readonly mocked: readonly Operation[];
};

/** A contract of what was read of a document. */
export function createContract({ loaded, operations, mocked, options, canPoll }: Served): Contract {
  const { formats, readOnly, regexp, serializers = {} } = options;
  const checks = createChecks(loaded.schemas, {
    ...(formats !== undefined && { formats }),
    ...(readOnly !== undefined && { readOnly }),
    ...(regexp !== undefined && { regexp }),
  });
  const compileAnswers = createAnswerChecks(loaded, {
    checkOf: (schema) => checks.checkOf(schema, 'response'),
    serializers,
  });
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return {
    loaded,
    options,
    operations,
    mocked: new Set(mocked),
    canPoll,
    operation: (id) => {
      const operation = byId.get(id);
      if (operation === undefined) throw unknownOperation(id, operations);
      return operation;
    },
    write: remembering((operation: Operation) => compileWriteRequest(operation, loaded.schemas)),
    checkOf: checks.checkOf,
    fillOf: (schema) => (options.bodyDefaults === false ? null : checks.fillOf(schema)),
    answers: remembering((operation: Operation) => {
      const check = compileAnswers(operation, REPORTED);
      if (check === null) throw new Error('A check that reports is a check.');
      return check;
    }),
  };
}

/** Of an API that is replaced, the source is another one then. */
const known = new WeakMap<Source, Contract>();

/** The contract of a bound API, read once. */
export function contractOf(api: Api): Contract {
  refuseUnawaited(api);
  const given = api[source];
  const { bound, mocked } = given;
  const operations = [...bound.map(({ operation }) => operation), ...mocked];
  const contract = known.get(given) ?? createContract({ ...given, operations });
  known.set(given, contract);
  return contract;
}
