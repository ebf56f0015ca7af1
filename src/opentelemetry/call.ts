import type { Attributes, Context, Span } from '@opentelemetry/api';
import { toConsole } from '../observers.ts';
import type { CallEnd, CalledRequest, CallTelemetry } from '../telemetry.ts';
import { context, propagation, SpanKind, trace } from './api.ts';
import { type Host, readAround } from './around.ts';
import { createFailures, errorType, markFailed } from './failure.ts';
import type { Instruments } from './instruments.ts';
import { type Described, describeRequest } from './request.ts';
import { beginRun } from './run.ts';
import type { Sources } from './sources.ts';

/** How a span of a call ends, beside what all calls have in common. */
type EndSpan = (end: CallEnd) => void;

/** What is wrong with how a call ended; null where nothing is. A caller that leaves is no error of the server, and yet no answer either. */
const failureOf = ({ status, sent }: CallEnd): string | null => {
  if (sent !== 'whole') return sent;
  return status >= 500 ? String(status) : null;
};

const statusOf = ({ status, sent }: CallEnd): Attributes =>
  sent === 'aborted' ? {} : { 'http.response.status_code': status };

/** The span of somebody else's, which knows no route yet. */
function join({ span, tellRoute }: Host, { route }: CalledRequest, { name, own }: Described): void {
  if (route === null) return;
  tellRoute(route);
  span.updateName(name);
  span.setAttributes({ 'http.route': route, 'opbind.operation': own['opbind.operation'] });
}

/** A span of our own, and what the semantic conventions count of it. */
function begin(
  { shared, own, name }: Described,
  around: Context,
  { tracer, instruments }: Sources,
): { readonly span: Span; readonly end: EndSpan } {
  const { requestDuration, activeRequests }: Instruments = instruments();
  const began = performance.now();
  const { 'http.route': _, ...active } = shared;
  const span = tracer().startSpan(name, { kind: SpanKind.SERVER, attributes: { ...shared, ...own } }, around);
  const inside = trace.setSpan(around, span);
  activeRequests.add(1, active, inside);
  return {
    span,
    end: (end) => {
      const failure = failureOf(end);
      const attributes = { ...statusOf(end), ...errorType(failure) };
      span.setAttributes(attributes);
      if (failure !== null && end.sent !== 'aborted') markFailed(span, failure);
      span.end();
      activeRequests.add(-1, active, inside);
      requestDuration.record((performance.now() - began) / 1000, { ...shared, ...attributes }, inside);
    },
  };
}

/** What the user says beside the usual. Read before a span begins: one that never ended would be counted for good. */
function readAttributes({ request }: CalledRequest, { attributesOf }: Sources): Attributes {
  try {
    // A copy is an object even where nothing was given.
    return { ...attributesOf(request) };
  } catch (error) {
    toConsole(error);
    return {};
  }
}

/** Tells of one call: in a span of its own, or in that of whoever serves HTTP and has begun one. */
export function beginCall(called: CalledRequest, sources: Sources): CallTelemetry {
  const described = describeRequest(called);
  const attributes = readAttributes(called, sources);
  const { context: around, host } = readAround(called.request);
  if (host !== null) join(host, called, described);
  const { span, end } =
    host === null ? begin(described, around, sources) : { span: host.span, end: () => undefined };
  span.setAttributes(attributes);
  const inside = host === null ? trace.setSpan(around, span) : around;
  const failures = createFailures(span);
  return {
    within: (work) => context.with(inside, work),
    run: (begun) => beginRun(begun, inside, sources, span),
    failed: failures.add,
    carried: () => {
      const fields: Record<string, string> = {};
      propagation.inject(trace.setSpan(inside, span), fields);
      return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
    },
    ended: (ending) => {
      if (ending.problem !== null) span.setAttribute('opbind.problem', ending.problem);
      end(ending);
    },
  };
}
