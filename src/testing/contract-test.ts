import type { Api } from '../api.ts';
import { checkNames } from '../check-names.ts';
import { type OperationInfo, toOperationInfo } from '../operation-info.ts';
import { toPackageError } from '../problem/package-missing.ts';
import type { Principal } from '../security/principal.ts';
import type { ContractCredentials } from './contract/credentials.ts';
import { type CaseKind, CONTRACT_CHECKS, type ContractCheck } from './contract/names.ts';
import { ContractError, type ContractReport } from './contract/report.ts';
import type { Replay } from './contract/session.ts';
import type { FastCheck } from './contract/sift.ts';
import type { ListeningContract, ServedContract } from './contract/subject.ts';
import type { Contract } from './contract-of.ts';
import type { RequestValues } from './write-request.ts';

/** How a contract test is run. */
export interface ContractTestOptions {
  /** Ids of the operations to be tested, or a function that picks them. Default all. */
  readonly operations?: readonly string[] | ((operation: OperationInfo) => boolean);
  /** Requests that fit, and as many that do not, for each operation. Default 25. */
  readonly cases?: number;
  /** The same seed makes the same requests. Default: another one each time, which is told in reports and errors. */
  readonly seed?: number;
  /** What an error gave to make one request again; with its `seed`. */
  readonly path?: string;
  /**
   * Whose requests these are, of an API that runs here; no authenticator is asked then. Default: somebody with all scopes that the operation
   * lists.
   */
  readonly principal?: Principal | ((operation: { readonly id: string }) => Principal);
  /** ContractCredentials by the names of their schemes, to be sent. Operations that ask for others are skipped. */
  readonly credentials?: ContractCredentials;
  /** Changes the values of a request that fits, before it is spoilt or sent: an id that is known there, for one. */
  readonly change?: (values: RequestValues, operation: OperationInfo) => RequestValues;
  /** Checks that are not made: `{ credentialsAsked: false }`. Default all. */
  readonly checks?: Readonly<Partial<Record<ContractCheck, boolean>>>;
  /** Statuses that are fine whether they are declared or not, for any request. */
  readonly statuses?: readonly number[];
  /** Milliseconds that one answer may take. Default 10,000. */
  readonly timeout?: number;
  /** Milliseconds in all; what was not tested then is in the report. Default no limit. */
  readonly timeLimit?: number;
}

const NAMES: readonly (keyof ContractTestOptions)[] = [
  'operations',
  'cases',
  'seed',
  'path',
  'principal',
  'credentials',
  'change',
  'checks',
  'statuses',
  'timeout',
  'timeLimit',
];

async function loadFastCheck(): Promise<FastCheck> {
  try {
    return await import('fast-check');
  } catch (error) {
    throw toPackageError(error, 'fast-check', 'contractTest');
  }
}

const KINDS: readonly string[] = ['positive', 'negative', 'method', 'auth'] satisfies CaseKind[];

const isKind = (kind: string): kind is CaseKind => KINDS.includes(kind);

function readPath(path: string | undefined): Replay | null {
  if (path === undefined) return null;
  const words = path.split(' ');
  const at = words.pop() ?? '';
  const kind = words.pop() ?? '';
  if (!isKind(kind) || !/^\d+(?::\d+)*$/.test(at))
    throw new TypeError('contractTest: path is what an error gave: "getPetById positive 3:0:1".');
  return { operation: words.join(' '), kind, at };
}

function atLeast(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new TypeError(`contractTest: ${name} has to be a whole number of ${least} or more.`);
}

const checksOf = ({ checks = {} }: ContractTestOptions): ReadonlySet<ContractCheck> => {
  const unknown = Object.keys(checks).find((name) => !CONTRACT_CHECKS.some((check) => check === name));
  if (unknown !== undefined)
    throw new TypeError(
      `contractTest: there is no check ${unknown}. There are ${CONTRACT_CHECKS.join(', ')}.`,
    );
  return new Set(CONTRACT_CHECKS.filter((check) => checks[check] !== false));
};

function pickBy(
  operations: ContractTestOptions['operations'],
  contract: Contract,
): (operation: OperationInfo) => boolean {
  if (operations === undefined) return () => true;
  if (typeof operations === 'function') return operations;
  const ids = operations.map((id) => contract.operation(id).id);
  return ({ id }) => ids.includes(id);
}

const createSeed = (): number => Math.floor(Math.random() * 2 ** 31);

/**
 * Holds a service to its document: makes requests of what the document says, such as fit and such as have one thing wrong, and checks what
 * is answered. What fails is made as small as it gets.
 *
 * Needs the package fast-check. Processes are called for real, so what they write to should be a copy. Operations without a process are
 * tested where the document answers them (`unbound: 'mock'`).
 *
 * @param subject What `bind` gave; or any `{ handle, document }`; or `{ url, document }` of a server that listens.
 * @param options Which operations, how often, as whom.
 * @returns What was tested, and what could not be.
 * @throws {ContractError} with all failures: the request as a command, the answer, and what makes the same request again. As a rejection.
 * @throws {SetupError} if the document of a service is not sound, or fast-check is not installed. As a rejection.
 * @throws {TypeError} for options that cannot be, and where no operation is left to be tested. As a rejection.
 * @example
 * const report = await contractTest(api, { principal: { name: 'ann', roles: ['admin'] } });
 * report.operations[0]?.statuses; // { 200: 25, 400: 25, 405: 1 }
 */
export async function contractTest(
  subject: Api | ServedContract | ListeningContract,
  options: ContractTestOptions = {},
): Promise<ContractReport> {
  const { credentials = {}, principal, change, statuses = [], timeLimit = Infinity } = options;
  checkNames('contractTest', options, NAMES, { runs: 'cases', shape: 'change' });
  const replay = readPath(options.path);
  const checks = checksOf(options);
  const cases = atLeast('cases', options.cases ?? 25, 1);
  const timeout = atLeast('timeout', options.timeout ?? 10_000, 1);
  const until = performance.now() + timeLimit;
  const fc = await loadFastCheck();
  const [{ createSubject }, { runContract }] = await Promise.all([
    import('./contract/subject.ts'),
    import('./contract/run.ts'),
  ]);
  const tested = await createSubject(subject, { principal, credentials, timeout });
  const isPicked = pickBy(options.operations, tested.contract);
  const operations = tested.contract.operations.filter((operation) =>
    replay === null ? isPicked(toOperationInfo(operation, true)) : operation.id === replay.operation,
  );
  if (operations.length === 0) throw new TypeError('contractTest: there is no operation to be tested.');
  const report = await runContract(operations, {
    fc,
    subject: tested,
    seed: options.seed ?? createSeed(),
    replay,
    cases,
    checks,
    allowed: new Set(statuses),
    change: (values, operation) => change?.(values, toOperationInfo(operation, true)) ?? values,
    until,
  });
  if (report.failures.length > 0) throw new ContractError(report);
  return report;
}
