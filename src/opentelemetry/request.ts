import type { Attributes } from '@opentelemetry/api';
import type { HttpRequest } from '../http/message.ts';
import { splitTarget } from '../http/target.ts';
import type { CalledRequest } from '../telemetry.ts';

/** RFC 9110 §9, RFC 5789, and QUERY. Any other text that somebody sends is not worth a time series of its own. */
const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);

/** What is known of a call when it begins, in the words of the semantic conventions. */
export interface Described {
  /** `GET /pets/{petId}`; without a route the method alone, for paths without number must not make names without number. */
  readonly name: string;
  readonly method: string;
  /** What spans and metrics say both. */
  readonly shared: Attributes;
  /** What spans say beside it. */
  readonly own: Attributes;
}

/** An operation is called by its own method, whatever that is. */
const isKnown = ({ request, operation }: CalledRequest): boolean =>
  operation !== null || METHODS.has(request.method);

const firstOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0];

const AUTHORITY = /^(.+?)(?::(\d{1,5}))?$/;

/** The host that the caller asked for, which it may have made up: no metric says it. */
function addressOf({ host, headers }: HttpRequest): Attributes {
  const [, address, port] = AUTHORITY.exec(host ?? firstOf(headers['host']) ?? '') ?? [];
  return {
    ...(address !== undefined && { 'server.address': address }),
    ...(port !== undefined && { 'server.port': Number(port) }),
  };
}

/** @see OpenTelemetry semantic conventions 1.23 or later, HTTP server */
export function describeRequest(called: CalledRequest): Described {
  const { request, operation, route } = called;
  const method = isKnown(called) ? request.method : '_OTHER';
  const agent = firstOf(request.headers['user-agent']);
  const verb = method === '_OTHER' ? 'HTTP' : method;
  return {
    name: route === null ? verb : `${verb} ${route}`,
    method,
    shared: {
      'http.request.method': method,
      'url.scheme': request.protocol ?? 'http',
      ...(route !== null && { 'http.route': route }),
    },
    own: {
      'url.path': splitTarget(request.url).path,
      ...addressOf(request),
      ...(method === '_OTHER' && { 'http.request.method_original': request.method }),
      ...(agent !== undefined && { 'user_agent.original': agent }),
      ...(operation !== null && { 'opbind.operation': operation }),
    },
  };
}
