/** The codes of opbind's own problems. Stable: they are part of the contract. */
export type ProblemCode =
  | 'url-malformed'
  | 'request-invalid'
  | 'body-malformed'
  | 'body-missing'
  | 'credentials-missing'
  | 'credentials-invalid'
  | 'protocol-not-allowed'
  | 'scope-insufficient'
  | 'access-denied'
  | 'route-not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'idempotency-conflict'
  | 'run-cancelled'
  | 'run-expired'
  | 'body-too-large'
  | 'media-type-unsupported'
  | 'idempotency-mismatch'
  | 'rate-limited'
  | 'process-failed'
  | 'response-invalid'
  | 'body-drained'
  | 'not-implemented'
  | 'credentials-unchecked'
  | 'runs-unavailable'
  | 'run-interrupted'
  | 'stopping'
  | 'process-timeout';

/**
 * Every problem that opbind itself answers with: status and title by stable code. `docs/problems.md` has a heading for each.
 *
 * @see RFC 9457
 * @example
 * PROBLEM_CODES['body-missing']; // { status: 400, title: 'A body is required' }
 *
 * const unavailable = Object.entries(PROBLEM_CODES).filter(([, { status }]) => status === 503);
 */
export const PROBLEM_CODES: Readonly<
  Record<ProblemCode, { readonly status: number; readonly title: string }>
> = {
  'url-malformed': { status: 400, title: 'The URL is malformed' },
  'request-invalid': { status: 400, title: 'The request does not fit the API description' },
  'body-malformed': { status: 400, title: 'The body cannot be read' },
  'body-missing': { status: 400, title: 'A body is required' },
  'credentials-missing': { status: 401, title: 'Credentials are required' },
  'credentials-invalid': { status: 401, title: 'The credentials are not valid' },
  'protocol-not-allowed': { status: 403, title: 'This protocol is not allowed here' },
  'scope-insufficient': { status: 403, title: 'A scope is missing' },
  'access-denied': { status: 403, title: 'Access is denied' },
  'route-not-found': { status: 404, title: 'There is nothing at this URL' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'not-acceptable': { status: 406, title: 'None of the media types there are is acceptable' },
  'idempotency-conflict': { status: 409, title: 'A call with this Idempotency-Key goes on' },
  'run-cancelled': { status: 409, title: 'The run was cancelled' },
  'run-expired': { status: 410, title: 'The run is too long ago' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'media-type-unsupported': { status: 415, title: 'The media type of the body is not supported' },
  'idempotency-mismatch': { status: 422, title: 'The Idempotency-Key belongs to another request' },
  'rate-limited': { status: 429, title: 'There were too many calls' },
  'process-failed': { status: 500, title: 'The operation failed' },
  'response-invalid': { status: 500, title: 'The answer could not be sent' },
  'body-drained': { status: 500, title: 'The body was read before opbind could' },
  'not-implemented': { status: 501, title: 'The operation is not implemented' },
  'credentials-unchecked': { status: 503, title: 'Credentials cannot be checked at the moment' },
  'runs-unavailable': { status: 503, title: 'Runs cannot be kept at the moment' },
  'run-interrupted': { status: 503, title: 'The run was cut off' },
  stopping: { status: 503, title: 'The server is stopping' },
  'process-timeout': { status: 504, title: 'The operation took too long' },
};

/** What is known of a code of opbind's own. */
export interface ProblemEntry {
  readonly status: number;
  readonly title: string;
  /** URI of its heading. */
  readonly type: string;
}

/** Where each code of opbind's own has its heading. */
const DOCS = 'https://opbind.dev/problems#';

const ENTRIES: ReadonlyMap<string, ProblemEntry> = new Map(
  Object.entries(PROBLEM_CODES).map(([code, { status, title }]) => [
    code,
    { status, title, type: DOCS + code },
  ]),
);

/** What is known of a code; undefined for one that is not opbind's own. */
export const entryOf = (code: string): ProblemEntry | undefined => ENTRIES.get(code);
