/**
 * A JSON Web Key, as JSON has it. An interface of its own, for the one of `node:crypto` is not in all versions of `@types/node`.
 *
 * @see RFC 7517 §4, RFC 7518 §6
 */
export interface JsonWebKey {
  readonly kty?: string;
  readonly kid?: unknown;
  readonly alg?: unknown;
  readonly use?: unknown;
  readonly key_ops?: unknown;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
  readonly d?: string;
  readonly p?: string;
  readonly q?: string;
  readonly dp?: string;
  readonly dq?: string;
  readonly qi?: string;
  readonly k?: string;
  readonly oth?: unknown;
  readonly ext?: unknown;
  readonly x5u?: unknown;
  readonly x5c?: unknown;
  readonly x5t?: unknown;
  readonly 'x5t#S256'?: unknown;
  readonly iat?: unknown;
  readonly nbf?: unknown;
  readonly exp?: unknown;
}
