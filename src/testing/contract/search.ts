import type { Arbitrary, Parameters } from 'fast-check';
import type { Operation } from '../../document/operation.ts';
import type { WrittenRequest } from '../write-request.ts';
import type { Case } from './cases.ts';
import { judge, knowsSuccess, type Misfit, type Outcome } from './judge.ts';
import type { ContractCheck } from './names.ts';
import { type ContractFailure, toFailure } from './report.ts';
import type { Notes, Session } from './session.ts';

type Kind = 'positive' | 'negative';

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

/** Cases that are not what they are to be, for one that is. */
export const MOST_SKIPS = 30;

const ALWAYS = ['answered', 'notServerError', 'status', 'contentType', 'headers', 'schema'] as const;

const OF_KIND = { positive: 'positiveAccepted', negative: 'negativeRefused' } as const;

const FIT = { positive: 'fits', negative: 'refused' } as const;

/** Statuses that say nothing of what was sent. */
const BARS: ReadonlySet<number> = new Set([401, 403, 429]);

const isBarred = (operation: Operation, outcome: Outcome): boolean =>
  !('failure' in outcome) && BARS.has(outcome.status) && knowsSuccess(operation);

/** What cases of one kind come to, and whether there was time for all of them. */
export interface Searched {
  readonly failures: readonly ContractFailure[];
  readonly isCutShort: boolean;
}

/** Searches the cases of one kind of an operation for such as fail. */
export function createSearch(session: Session) {
  const { fc, subject, reference, checks, allowed, replay, seed, cases, until } = session;

  const parametersOf = (kind: Kind): Parameters<[Case]> => ({
    seed,
    numRuns: replay === null ? cases : 1,
    maxSkipsPerRun: MOST_SKIPS,
    ...(replay?.kind === kind && { path: replay.at }),
    ...(Number.isFinite(until) && {
      interruptAfterTimeLimit: session.timeLeft(),
      markInterruptAsFailure: false,
    }),
  });

  /** Sends one case, and throws what is wrong with what comes back. */
  const tryCase = async (
    operation: Operation,
    kind: Kind,
    { request, what }: Case,
    notes: Notes,
    known: ReadonlySet<ContractCheck>,
  ): Promise<void> => {
    const fit = request === null ? null : await reference.fit(operation, request);
    const asked = request === null ? null : subject.sign(operation, request, 'caller');
    if (fit !== FIT[kind] || asked === null) throw new fc.PreconditionFailure();
    const outcome = await session.send(notes, operation, asked, 'caller');
    notes[kind] += 1;
    if (kind === 'positive' && isBarred(operation, outcome)) notes.barred += 1;
    session.count(...ALWAYS, OF_KIND[kind]);
    const [misfit] = judge(subject.contract, { operation, outcome, what }, allowed).filter(
      ({ check }) => checks.has(check) && !known.has(check),
    );
    if (misfit !== undefined) throw new Counterexample(misfit, asked, outcome);
  };

  /** One failure for each check: what fails is made smaller, noted, and not looked at any more. */
  return async (
    operation: Operation,
    kind: Kind,
    cases: Arbitrary<Case>,
    notes: Notes,
  ): Promise<Searched> => {
    const failures: ContractFailure[] = [];
    const known = new Set<ContractCheck>();
    while (session.timeLeft() > 0) {
      const property = fc.asyncProperty(cases, (one) => tryCase(operation, kind, one, notes, known));
      const { errorInstance, counterexamplePath, failed, interrupted } = await fc.check(
        property,
        parametersOf(kind),
      );
      if (!(errorInstance instanceof Counterexample)) {
        // Of ours, or of what shapes values.
        if (errorInstance !== null && errorInstance !== undefined) throw errorInstance;
        if (failed) notes.skipped.push(`${kind}: of what was made, too little is what it was meant to be.`);
        return { failures, isCutShort: interrupted };
      }
      const { misfit, request, outcome } = errorInstance;
      const at = counterexamplePath ?? '0';
      failures.push(toFailure({ operation: operation.id, kind, ...misfit, request, outcome, at }));
      known.add(misfit.check);
    }
    return { failures, isCutShort: true };
  };
}
