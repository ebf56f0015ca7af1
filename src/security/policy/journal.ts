import type { SecurityScheme } from '../../document/operation.ts';
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { splitTarget } from '../../http/target.ts';
import { readSecrets, type Secrets } from '../secrets.ts';
import type { Governing } from './govern.ts';
import type { LogField, LoggingRule } from './policy.ts';

/** Where entries go: pino and its children, `console` and Fastify's logger are such. */
export interface Logger {
  info(entry: object, message: string): void;
  /**
   * What went wrong unexpectedly, `{ err, operation, run }`, where no `onError` is told of it. Without it, errors go to the console.
   */
  error?(entry: object, message: string): void;
}

/** What is noted of one call until it is answered. */
export interface Journal {
  /** Name of the caller; null for an anonymous one. */
  caller(name: string | null): void;
  /** The body as it came; null where it was not kept. */
  body(bytes: Uint8Array | null): void;
  /** Writes the entry. */
  end(response: HttpResponse): void;
}

/** Begins to note a call; null where its policy logs nothing. */
export type OpenJournal = (request: HttpRequest) => Journal | null;

export interface JournalOptions {
  /** Id of the operation. */
  readonly operation: string;
  /** Schemes whose keys are not written down, whatever the operation asks for. */
  readonly schemes: readonly SecurityScheme[];
  readonly logger: Pick<Logger, 'info'>;
}

const REDACTED = '[redacted]';
const LONGEST_QUERY = 1000;
const USUAL_BODY = 1024;

const redactQuery = (query: string, { isQuery }: Secrets): string =>
  query
    .split('&')
    .map((pair) => (isQuery(pair) ? `${pair.split('=', 1)}=${REDACTED}` : pair))
    .join('&')
    .slice(0, LONGEST_QUERY);

/** A page that was called with a key in its query tells of it in what it calls. */
function redactField(name: string, value: unknown, secrets: ReadonlySet<string>): unknown {
  if (secrets.has(name)) return REDACTED;
  return name === 'referer' ? String(value).replace(/\?.*$/s, `?${REDACTED}`) : value;
}

const redactFields = (
  fields: Iterable<readonly [string, unknown]>,
  secrets: ReadonlySet<string>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    [...fields].map(([name, value]) => [name, redactField(name.toLowerCase(), value, secrets)]),
  );

/** The beginning of a body; of a stream, which nobody holds back to be told of, only that it is one. */
function beginning(body: HttpResponse['body'] | undefined, bytes: number): string | null {
  if (body === null || body === undefined) return null;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return '[stream]';
  const whole =
    typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.length);
  return whole.toString('utf8', 0, bytes);
}

interface Noted {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly caller: string | null;
  readonly clientIp: string | null;
  readonly bytes: Uint8Array | null;
  readonly started: number;
  readonly most: number;
}

type Read = (noted: Noted) => unknown;

const compileFields = ({ operation, schemes }: JournalOptions): Readonly<Record<LogField, Read>> => {
  const secrets = readSecrets(schemes);
  return {
    method: ({ request }) => request.method,
    path: ({ request }) => splitTarget(request.url).path,
    query: ({ request }) => redactQuery(splitTarget(request.url).query, secrets),
    operation: () => operation,
    status: ({ response }) => response.status,
    duration: ({ started }) => Math.round((performance.now() - started) * 1000) / 1000,
    caller: ({ caller }) => caller,
    clientIp: ({ clientIp }) => clientIp,
    requestHeaders: ({ request }) => redactFields(Object.entries(request.headers), secrets.fields),
    responseHeaders: ({ response }) => redactFields(response.headers, secrets.fields),
    requestBody: ({ bytes, most }) => beginning(bytes, most),
    responseBody: ({ response, most }) => beginning(response.body, most),
  };
};

/** Prepares to log calls of an operation as their policies say; null where none does. */
export function compileJournal(governing: Governing | null, options: JournalOptions): OpenJournal | null {
  if (governing?.logs !== true) return null;
  const readers = compileFields(options);
  const write = (logging: LoggingRule, policy: string, noted: Noted): void => {
    const entry = Object.fromEntries(logging.fields.map((field) => [field, readers[field](noted)]));
    options.logger.info({ ...entry, policy }, 'call');
  };
  return (request) => {
    const rule = governing.find(request.url);
    if (rule === undefined || rule === 'unclear' || rule.target.logging === null) return null;
    const { logging, policy } = rule.target;
    const started = performance.now();
    // A connection that is gone has no address any more.
    const { clientIp = null } = request;
    let caller: string | null = null;
    let bytes: Uint8Array | null = null;
    return {
      caller: (name) => {
        caller = name;
      },
      body: (given) => {
        bytes = given;
      },
      end: (response) => {
        const most = logging.bodyBytes ?? USUAL_BODY;
        write(logging, policy, { request, response, caller, clientIp, bytes, started, most });
      },
    };
  };
}
