// Ready-made authenticators, and what they are made of
export type { Algorithm } from './algorithms.ts';
export {
  type ApiKey,
  type ApiKeyOptions,
  apiKey,
  createApiKey,
  type FindKey,
  type KeyRule,
} from './api-key.ts';
export { type BasicOptions, type BasicUser, basic, type CheckPassword } from './basic.ts';
export {
  type BearerOptions,
  bearer,
  type IssuersOptions,
  type OpenIdConnectOptions,
  openIdConnect,
  type TokenOptions,
} from './bearer.ts';
export { type CertificateOptions, certificate } from './certificate.ts';
export type { Introspection, IntrospectionOptions } from './introspection.ts';
export type { IssueOptions, TermOptions } from './issued-claims.ts';
export type { IssuerOptions } from './issuer.ts';
export type { IssuerKey } from './issuer-key.ts';
export type { JsonObject } from './json-object.ts';
export type { JsonWebKey } from './json-web-key.ts';
export { type OAuth2Options, oauth2 } from './oauth2.ts';
export type { ClaimNames } from './principal-of.ts';
export type { RevocationStore } from './revocation.ts';
export { hashPassword } from './scrypt.ts';
export type { CacheOptions } from './token-cache.ts';
export { type TokenIssuer, type TokenIssuerOptions, tokenIssuer } from './token-issuer.ts';
export type { Revoked } from './verify.ts';
export type { KeyInput, KeySet } from './verifying-key.ts';
