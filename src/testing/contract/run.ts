import type { Operation } from '../../document/operation.ts';
import type { WrittenRequest } from '../write-request.ts';
import { type Cases, type Change, createCases } from './cases.ts';
import { isProtected } from './credentials.ts';
import type { CaseKind } from './names.ts';
import { probeAuth, probeMethod } from './probes.ts';
import { createReference } from './reference.ts';
import type { ContractFailure, ContractReport, OperationReport } from './report.ts';
import { createSearch, MOST_SKIPS } from './search.ts';
import { createNotes, createSession, type Notes, type SessionOptions, toReport } from './session.ts';

export interface RunOptions extends SessionOptions {
  readonly change: Change;
}

const NO_REQUEST = 'No request was found that fits.';
const NO_CREDENTIALS =
  'It asks for credentials, and none are given for it: { credentials } or { principal }.';
const NO_TIME = 'There was no more time.';

const PROBES = { method: probeMethod, auth: probeAuth } as const;

/** Tests operations one after the other. */
export async function runContract(
  operations: readonly Operation[],
  { change, ...options }: RunOptions,
): Promise<ContractReport> {
  const { fc, subject, seed, replay } = options;
  const { contract } = subject;
  const reference = createReference(contract);
  const session = createSession(options, reference);
  const casesOf = createCases({ fc, contract, reference, change });
  const search = createSearch(session);
  const failures: ContractFailure[] = [];
  const reports: OperationReport[] = [];
  let isCutShort = false;

  const isAsked = (kind: CaseKind): boolean => replay === null || replay.kind === kind;

  /** A request that fits, for probes that are about something else; null where there is none. */
  const sampleOf = async (operation: Operation, { positive }: Cases): Promise<WrittenRequest | null> => {
    if (positive === null) return null;
    for (const { request } of fc.sample(positive, { seed, numRuns: MOST_SKIPS }))
      if (request !== null && (await reference.fit(operation, request)) === 'fits') return request;
    return null;
  };

  const probe = async (operation: Operation, request: WrittenRequest, notes: Notes): Promise<void> => {
    for (const kind of ['method', 'auth'] as const)
      if (isAsked(kind)) failures.push(...(await PROBES[kind](session, operation, request, notes)));
  };

  const searchAll = async (operation: Operation, cases: Cases, notes: Notes): Promise<void> => {
    for (const kind of ['positive', 'negative'] as const) {
      const all = cases[kind];
      if (all === null || !isAsked(kind)) continue;
      const searched = await search(operation, kind, all, notes);
      failures.push(...searched.failures);
      isCutShort ||= searched.isCutShort;
    }
  };

  const testOne = async (operation: Operation, notes: Notes): Promise<void> => {
    const cases = casesOf(operation);
    notes.skipped.push(...cases.unmade);
    const request = await sampleOf(operation, cases);
    if (request === null) {
      notes.skipped.push(NO_REQUEST);
      return;
    }
    await probe(operation, request, notes);
    if (subject.sign(operation, request, 'caller') !== null) await searchAll(operation, cases, notes);
    else if (isProtected(operation)) notes.skipped.push(NO_CREDENTIALS);
  };

  for (const operation of operations) {
    const notes = createNotes();
    if (session.timeLeft() > 0) await testOne(operation, notes);
    else {
      isCutShort = true;
      notes.skipped.push(NO_TIME);
    }
    reports.push(toReport(operation, notes));
  }
  const requests = reports.reduce((sum, one) => sum + one.requests, 0);
  return { seed, operations: reports, requests, checks: session.counts, failures, isCutShort };
}
