import type { Context, Span } from '@opentelemetry/api';
import type { HttpRequest } from '../http/message.ts';
import { context, createContextKey, propagation, ROOT_CONTEXT, SpanKind, trace } from './api.ts';

/** What surrounds a call when it comes. */
export interface Around {
  readonly context: Context;
  /** The span of the call, where somebody else has begun one; else null. */
  readonly host: Host | null;
}

/** The span of somebody else's who serves HTTP, and will end it. */
export interface Host {
  readonly span: Span;
  /** Says to it by which route the call went. */
  readonly tellRoute: (route: string) => void;
}

/** Where instrumentations of HTTP servers leave their span, and look for the route when they end it. The key is known by its text. */
const RPC = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

interface HttpMetadata {
  readonly type: 'http';
  readonly span: Span;
  route?: string;
}

const isHttp = (value: unknown): value is HttpMetadata =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'http' && 'span' in value;

/** The SDK shows of its spans what the API does not tell. */
const kindOf = (span: Span): unknown => ('kind' in span ? span.kind : undefined);
const isOver = (span: Span): boolean => 'ended' in span && span.ended === true;

function hostOf(active: Context, span: Span | undefined): Host | null {
  const metadata = active.getValue(RPC);
  if (isHttp(metadata) && !isOver(metadata.span))
    return {
      span: metadata.span,
      tellRoute: (route) => {
        metadata.route = route;
      },
    };
  return span !== undefined && kindOf(span) === SpanKind.SERVER && !isOver(span)
    ? { span, tellRoute: () => undefined }
    : null;
}

/** The context that the caller sent, in `traceparent` or whatever the propagator reads. */
export const sentContext = ({ headers }: HttpRequest): Context => propagation.extract(ROOT_CONTEXT, headers);

/**
 * A span that goes on is what the call belongs to. One that has ended is that of whatever the server was started in, for async work
 * inherits it; then the caller's word counts.
 */
export function readAround(request: HttpRequest): Around {
  const active = context.active();
  const span = trace.getSpan(active);
  const host = hostOf(active, span);
  if (host !== null) return { context: active, host };
  const isInside = span !== undefined && trace.isSpanContextValid(span.spanContext()) && !isOver(span);
  return { context: isInside ? active : sentContext(request), host: null };
}
