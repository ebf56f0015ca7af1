/** The proxies that stand in front of the server, and what they say of their callers. */
export interface TrustedProxies {
  /** Addresses (`10.1.2.3`), blocks (`10.0.0.0/8`, `fd00::/8`), and the names `loopback`, `linklocal` and `uniquelocal`. */
  readonly addresses: string | readonly string[];
  /**
   * In which header fields they say it: those that all know, or the standard's one. Default: those that are there, and neither where both are, for then one of them is by somebody whom
   * the proxy does not watch.
   */
  readonly headers?: 'x-forwarded' | 'forwarded';
  /** Header field in which they hand on the certificate of their caller, as RFC 9440 has it or as percent-encoded PEM. Default none. */
  readonly certificate?: string;
}

/**
 * Whose word is taken for the protocol, address, host and certificate of a caller.
 *
 * @example
 * const trustProxy: TrustProxy = 'loopback, 10.0.0.0/8';
 * @see RFC 7239
 */
export type TrustProxy = string | readonly string[] | TrustedProxies;
