// Ready-made authenticators
export { type ApiKey, type ApiKeyOptions, apiKey, createApiKey, type KeyRule } from './api-key.ts';
export { type BasicOptions, type BasicUser, basic, type CheckPassword } from './basic.ts';
export { type CertificateOptions, certificate } from './certificate.ts';
export { hashPassword } from './scrypt.ts';
