import type { Context, Span } from '@opentelemetry/api';
import type { BegunRun, RunEnding, RunTelemetry } from '../telemetry.ts';
import { context, SpanKind, trace } from './api.ts';
import { createFailures, errorType, markFailed } from './failure.ts';
import type { Sources } from './sources.ts';

/** What is wrong with a run; null where nothing is. Whoever throws a 404 for a caller, or cancels, has not seen anything go wrong. */
const failureOf = ({ outcome, status }: RunEnding, name: string | null): string | null => {
  if (name !== null) return name;
  if (outcome === 'timed-out' || outcome === 'interrupted') return outcome;
  return outcome === 'failed' && status >= 500 ? String(status) : null;
};

/**
 * Tells of one run in a span, which may outlive that of its call: a run that goes on belongs to the call all the same.
 *
 * @param call Span of the call, to name the run as well; undefined on a worker.
 */
export function beginRun(
  begun: BegunRun,
  around: Context,
  { tracer, instruments }: Sources,
  call?: Span,
): RunTelemetry {
  const { runDuration, activeRuns } = instruments();
  const began = performance.now();
  const operation = { 'opbind.operation': begun.operation };
  const span = tracer().startSpan(
    `run ${begun.operation}`,
    { kind: SpanKind.INTERNAL, attributes: operation },
    around,
  );
  const inside = trace.setSpan(around, span);
  const failures = createFailures(span);
  // Ids are made when they are asked for, and a span that is not recorded tells nobody.
  for (const one of [span, call]) if (one?.isRecording()) one.setAttribute('opbind.run.id', begun.id);
  activeRuns.add(1, operation, inside);
  return {
    within: (work) => context.with(inside, work),
    failed: failures.add,
    ended: (ending) => {
      const failure = failureOf(ending, failures.name());
      const outcome = { 'opbind.outcome': ending.outcome };
      span.setAttributes(outcome);
      if (failure !== null) markFailed(span, failure);
      span.end();
      if (call?.isRecording()) call.setAttributes(outcome);
      activeRuns.add(-1, operation, inside);
      const attributes = { ...operation, ...outcome, ...errorType(failure) };
      runDuration.record((performance.now() - began) / 1000, attributes, inside);
    },
  };
}
