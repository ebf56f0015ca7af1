import type { Endpoint } from '../endpoint.ts';

/** What a claim has to be. Of a claim with several values one is enough. */
export type ClaimRule =
  | { readonly claim: string; readonly exists: true }
  | { readonly claim: string; readonly equals: string | number | boolean }
  /** A regular expression for the whole value. */
  | { readonly claim: string; readonly matches: string };

/** How many calls there may be. */
export interface Limit {
  readonly limit: number;
  readonly per: 'minute' | 'hour' | 'day';
  /** Whether all callers are counted together (`endpoint`) or each by itself (`caller`): by name, or by address where nobody is known. */
  readonly by?: 'endpoint' | 'caller';
}

/** Some of those who may call: everybody, everybody with credentials, some API keys, or those with some roles, scopes or claims. */
export type Identity =
  | 'public'
  | 'authenticated'
  | {
      /** Told by `explain`. */
      readonly name?: string;
      readonly public?: true;
      readonly authenticated?: true;
      /** Names of API keys. */
      readonly keys?: readonly string[];
      /** Roles of which one is enough. */
      readonly roles?: readonly string[];
      /** Scopes of which one is enough. */
      readonly scopes?: readonly string[];
      /** All have to hold. */
      readonly claims?: readonly ClaimRule[];
      /** For each caller of this kind. */
      readonly throttle?: Limit | readonly Limit[];
    };

/** What can be told of a call. */
export type LogField =
  | 'method'
  | 'path'
  | 'query'
  | 'operation'
  | 'status'
  | 'duration'
  | 'caller'
  | 'clientIp'
  | 'requestHeaders'
  | 'responseHeaders'
  | 'requestBody'
  | 'responseBody';

/** What is written to the `logger` of each call. Credentials never are. */
export interface LoggingRule {
  readonly fields: readonly LogField[];
  /** Bytes of each body that are told. Default 1,024. */
  readonly bodyBytes?: number;
}

/**
 * A rule beside the document: which calls it is about, who may make them, how often, and what is logged of them. Plain data, which may come
 * from JSON and be shared by several APIs. A policy only narrows what the document allows.
 *
 * @example
 * const crm: Policy = {
 *   name: 'crm',
 *   endpoints: [{ path: '/api/v1/crm' }],
 *   identities: [{ keys: ['shop'] }, { claims: [{ claim: 'roles', equals: 'sales' }] }],
 *   throttle: { limit: 100, per: 'minute', by: 'caller' },
 * };
 */
export interface Policy {
  readonly name: string;
  /** Of all policies, the longest path that fits a call decides; of two, the one that names its method. */
  readonly endpoints: readonly Endpoint[];
  /** Any of them may call. Default: whoever the document lets in. */
  readonly identities?: readonly Identity[];
  readonly throttle?: Limit | readonly Limit[];
  readonly logging?: LoggingRule;
}
