import type { Arbitrary, Parameters } from 'fast-check';
import type { Operation } from '../../document/operation.ts';
import { splitTarget } from '../../http/target.ts';
import type { RequestValues, WrittenRequest } from '../write-request.ts';
import { type Case, type Cases, createCases } from './cases.ts';
import { isProtected, type SignedRequest } from './credentials.ts';
import { judge, type Misfit, type Outcome } from './judge.ts';
import type { CaseKind, ContractCheck } from './names.ts';
import { createReference, type Reference } from './reference.ts';
import {
  type ContractFailure,
  type ContractReport,
  type Found,
  type OperationReport,
  toFailure,
} from './report.ts';
import type { FastCheck } from './sift.ts';
import type { Sender, Subject } from './subject.ts';

/** A case that was found before, to be made again. */
export interface Replay {
  readonly operation: string;
  readonly kind: CaseKind;
  readonly at: string;
}

export interface RunOptions {
  readonly fc: FastCheck;
  readonly subject: Subject;
  readonly seed: number;
  readonly replay: Replay | null;
  /** Cases of each kind and operation. */
  readonly runs: number;
  readonly checks: ReadonlySet<ContractCheck>;
  /** Statuses that need no declaration. */
  readonly allowed: ReadonlySet<number>;
  readonly shape: (values: RequestValues, operation: Operation) => RequestValues;
  /** When there is no more time, as `performance.now()` counts it. */
  readonly until: number;
}

/** What is noted of an operation while it is tested. */
interface Notes {
  requests: number;
  positive: number;
  negative: number;
  readonly statuses: Record<string, number>;
  readonly skipped: string[];
}

/** Carries what was found through fast-check, which makes the request smaller meanwhile. */
class Counterexample extends Error {
  readonly misfit: Misfit;
  readonly request: WrittenRequest;
  readonly outcome: Outcome;

  constructor(misfit: Misfit, request: WrittenRequest, outcome: Outcome) {
    super(misfit.message);
    this.misfit = misfit;
    this.request = request;
    this.outcome = outcome;
  }
}

/** Methods that are tried at a path that does not have them. */
const METHODS = ['DELETE', 'PATCH', 'PUT', 'POST', 'GET', 'TRACE'];

/** Cases that do not fit what they are to be, for one that does. */
const MOST_SKIPS = 30;

const NO_CREDENTIALS =
  'It asks for credentials, and none are given for it: { credentials } or { principal }.';

const allowIn = (outcome: Outcome): readonly string[] =>
  'failure' in outcome
    ? []
    : (outcome.headers['allow'] ?? '')
        .split(',')
        .map((method) => method.trim().toUpperCase())
        .filter((method) => method !== '');

/** Tests operations one after the other. */
export function createRun(options: RunOptions) {
  const { fc, subject, seed, checks, allowed, until, runs, replay } = options;
  const { contract } = subject;
  const reference: Reference = createReference(contract);
  const casesOf = createCases({ fc, contract, reference, shape: options.shape });
  const counts: Partial<Record<ContractCheck, number>> = {};
  let isCutShort = false;

  const counted = (check: ContractCheck): void => {
    counts[check] = (counts[check] ?? 0) + 1;
  };

  const timeLeft = (): number => Math.max(0, until - performance.now());

  const send = async (
    notes: Notes,
    operation: Operation,
    request: SignedRequest,
    sender: Sender,
  ): Promise<Outcome> => {
    const outcome = await subject.send(operation, request, sender);
    notes.requests += 1;
    const status = 'failure' in outcome ? 'none' : String(outcome.status);
    notes.statuses[status] = (notes.statuses[status] ?? 0) + 1;
    return outcome;
  };

  const parametersOf = (kind: CaseKind): Parameters<[Case]> => ({
    seed,
    numRuns: replay === null ? runs : 1,
    maxSkipsPerRun: MOST_SKIPS,
    ...(replay?.kind === kind && { path: replay.at }),
    ...(Number.isFinite(until) && { interruptAfterTimeLimit: timeLeft(), markInterruptAsFailure: false }),
  });

  /** Sends one case, and throws what is wrong with what comes back. */
  const tryCase = async (
    operation: Operation,
    kind: 'positive' | 'negative',
    { request, what }: Case,
    notes: Notes,
    known: ReadonlySet<ContractCheck>,
  ): Promise<void> => {
    const fit = request === null ? null : await reference.fit(operation, request);
    const asked = request === null ? null : subject.sign(operation, request, 'caller');
    const isMeant = fit === (kind === 'positive' ? 'fits' : 'refused');
    if (!isMeant || asked === null) throw new fc.PreconditionFailure();
    const outcome = await send(notes, operation, asked, 'caller');
    notes[kind] += 1;
    for (const check of ['answered', 'notServerError', 'status', 'contentType', 'headers', 'schema'] as const)
      counted(check);
    counted(kind === 'positive' ? 'positiveAccepted' : 'negativeRefused');
    const [misfit] = judge(contract, { operation, outcome, what }, allowed).filter(
      ({ check }) => checks.has(check) && !known.has(check),
    );
    if (misfit !== undefined) throw new Counterexample(misfit, asked, outcome);
  };

  /** One failure for each check: what fails is made smaller, noted, and not looked at any more. */
  const search = async (
    operation: Operation,
    kind: 'positive' | 'negative',
    cases: Arbitrary<Case>,
    notes: Notes,
  ): Promise<readonly ContractFailure[]> => {
    const failures: ContractFailure[] = [];
    const known = new Set<ContractCheck>();
    while (known.size <= checks.size && timeLeft() > 0) {
      const property = fc.asyncProperty(cases, (one) => tryCase(operation, kind, one, notes, known));
      const details = await fc.check(property, parametersOf(kind));
      isCutShort ||= details.interrupted;
      const { errorInstance: error, counterexamplePath: at } = details;
      if (!(error instanceof Counterexample)) {
        if (error !== null && error !== undefined) throw error;
        if (details.failed)
          notes.skipped.push(`${kind}: of what was made, too little is what it was meant to be.`);
        return failures;
      }
      const { misfit, request, outcome } = error;
      failures.push(toFailure({ operation: operation.id, kind, ...misfit, request, outcome, at: at ?? '' }));
      known.add(misfit.check);
    }
    isCutShort ||= timeLeft() === 0;
    return failures;
  };

  /** A request that fits, for probes that are about something else; null where there is none. */
  const sampleOf = async (operation: Operation, { positive }: Cases): Promise<WrittenRequest | null> => {
    if (positive === null) return null;
    for (const { request } of fc.sample(positive, { seed, numRuns: MOST_SKIPS }))
      if (request !== null && (await reference.fit(operation, request)) === 'fits') return request;
    return null;
  };

  const found = (found: Found): readonly ContractFailure[] =>
    checks.has(found.check) ? [toFailure(found)] : [];

  /** A method that no operation of the path has. */
  const probeMethod = async (
    operation: Operation,
    request: WrittenRequest,
    notes: Notes,
  ): Promise<readonly ContractFailure[]> => {
    const { path } = splitTarget(request.url);
    const method = METHODS.find((one) => reference.router.find(one, path).kind === 'method');
    const match = method === undefined ? null : reference.router.find(method, path);
    if (method === undefined || match?.kind !== 'method') return [];
    const asked = { method, url: path, headers: {} };
    const outcome = await send(notes, operation, asked, 'nobody');
    counted('unsupportedMethod');
    const base = {
      operation: operation.id,
      kind: 'method',
      check: 'unsupportedMethod',
      request: asked,
      outcome,
      at: '0',
    } as const;
    if ('failure' in outcome) return found({ ...base, check: 'answered', message: outcome.failure });
    if (outcome.status !== 405)
      return found({
        ...base,
        message: `The path has no ${method}, and the answer is ${outcome.status} in place of 405.`,
      });
    const allow = allowIn(outcome);
    if (allow.includes(method))
      return found({ ...base, message: `Allow lists ${method}, which is refused.` });
    if (!allow.includes(operation.method))
      return found({ ...base, message: `Allow does not list ${operation.method}, which the path has.` });
    return [];
  };

  const probeAuth = async (
    operation: Operation,
    request: WrittenRequest,
    notes: Notes,
  ): Promise<readonly ContractFailure[]> => {
    if (!isProtected(operation) || contract.mocked.has(operation)) return [];
    for (const [sender, how] of [
      ['nobody', 'without credentials'],
      ['stranger', 'with credentials that are nobody’s'],
    ] as const) {
      const asked = subject.sign(operation, request, sender) ?? request;
      const outcome = await send(notes, operation, asked, sender);
      counted('ignoredAuth');
      if (!('failure' in outcome) && (outcome.status === 401 || outcome.status === 403)) continue;
      const came = 'failure' in outcome ? outcome.failure : String(outcome.status);
      const message = `A request ${how} is answered with ${came}, in place of 401 or 403.`;
      return found({
        operation: operation.id,
        kind: 'auth',
        check: 'ignoredAuth',
        message,
        request: asked,
        outcome,
        at: '0',
      });
    }
    return [];
  };

  const isAsked = (kind: CaseKind): boolean => replay === null || replay.kind === kind;

  const testOne = async (operation: Operation, notes: Notes): Promise<readonly ContractFailure[]> => {
    const cases = casesOf(operation);
    notes.skipped.push(...cases.unmade);
    const request = await sampleOf(operation, cases);
    if (request === null) {
      notes.skipped.push('No request was found that fits.');
      return [];
    }
    const failures: ContractFailure[] = [];
    if (isAsked('method')) failures.push(...(await probeMethod(operation, request, notes)));
    if (isAsked('auth')) failures.push(...(await probeAuth(operation, request, notes)));
    if (subject.sign(operation, request, 'caller') === null) {
      notes.skipped.push(NO_CREDENTIALS);
      return failures;
    }
    for (const kind of ['positive', 'negative'] as const) {
      const all = cases[kind];
      if (all !== null && isAsked(kind)) failures.push(...(await search(operation, kind, all, notes)));
    }
    return failures;
  };

  return async (operations: readonly Operation[]): Promise<ContractReport> => {
    const reports: OperationReport[] = [];
    const failures: ContractFailure[] = [];
    for (const operation of operations) {
      const notes: Notes = { requests: 0, positive: 0, negative: 0, statuses: {}, skipped: [] };
      if (timeLeft() === 0) {
        isCutShort = true;
        notes.skipped.push('There was no more time.');
      } else failures.push(...(await testOne(operation, notes)));
      reports.push({ id: operation.id, ...notes });
    }
    return {
      seed,
      operations: reports,
      requests: reports.reduce((sum, { requests }) => sum + requests, 0),
      checks: counts,
      failures,
      isCutShort,
    };
  };
}
