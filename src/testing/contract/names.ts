/** What {@link contractTest} checks of answers. */
export type ContractCheck =
  /** There is an answer, in time. */
  | 'answered'
  /** Nothing makes the server fail: no 5xx. */
  | 'notServerError'
  /** The status is declared. */
  | 'status'
  /** The media type is declared. */
  | 'contentType'
  /** Declared headers are there, and fit. */
  | 'headers'
  /** The body fits its schema. */
  | 'schema'
  /** A request that does not fit the document is refused: 4xx. */
  | 'negativeRefused'
  /** A request that fits the document is not refused as one that does not: no 400, 405, 406, 413, 414, 415, 422, 431. */
  | 'positiveAccepted'
  /** A method that the path does not have is answered with 405, and `Allow` lists those that it has. */
  | 'unsupportedMethod'
  /** Without credentials, and with wrong ones, the answer is 401 or 403. */
  | 'credentialsAsked';

export const CONTRACT_CHECKS: readonly ContractCheck[] = [
  'answered',
  'notServerError',
  'status',
  'contentType',
  'headers',
  'schema',
  'negativeRefused',
  'positiveAccepted',
  'unsupportedMethod',
  'credentialsAsked',
];

/** How requests are made: such as fit, such as do not, by another method, by nobody in particular. */
export type CaseKind = 'positive' | 'negative' | 'method' | 'auth';
