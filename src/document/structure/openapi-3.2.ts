import type { Fields, ObjectTable, Tables } from './notation.ts';
import { OPENAPI_3_1 } from './openapi-3.1.ts';

/** An object of the version before, with the fields that came or changed. */
const extend = (name: string, fields: Fields): ObjectTable => {
  const before = OPENAPI_3_1[name] ?? { fields: {} };
  return { ...before, fields: { ...before.fields, ...fields } };
};

const CONTENT: Fields = { content: '{MediaType|Reference}' };

const POSITIONAL: Fields = {
  encoding: '{Encoding}',
  prefixEncoding: '[Encoding]',
  itemEncoding: 'Encoding',
};

/** OpenAPI 3.2.0: what differs from 3.1. */
export const OPENAPI_3_2: Tables = {
  ...OPENAPI_3_1,
  OpenAPI: extend('OpenAPI', { $self: 'string' }),
  Server: extend('Server', { name: 'string~' }),
  Components: extend('Components', { mediaTypes: '{MediaType|Reference}' }),
  PathItem: extend('PathItem', { query: 'Operation', additionalOperations: '{Operation}' }),
  Parameter: extend('Parameter', CONTENT),
  Header: extend('Header', CONTENT),
  RequestBody: extend('RequestBody', { content: '{MediaType|Reference}!' }),
  MediaType: extend('MediaType', { itemSchema: 'Schema', ...POSITIONAL }),
  Encoding: extend('Encoding', POSITIONAL),
  Response: extend('Response', { summary: 'string~', description: 'string~', ...CONTENT }),
  Example: extend('Example', { dataValue: 'any', serializedValue: 'string~' }),
  Tag: extend('Tag', { summary: 'string~', parent: 'string~', kind: 'string~' }),
  Discriminator: extend('Discriminator', { defaultMapping: 'string' }),
  XML: extend('XML', { nodeType: 'string~' }),
  SecurityScheme: extend('SecurityScheme', { oauth2MetadataUrl: 'string~', deprecated: 'boolean~' }),
  OAuthFlows: extend('OAuthFlows', { deviceAuthorization: 'DeviceFlow' }),
  DeviceFlow: {
    fields: {
      deviceAuthorizationUrl: 'string~?',
      tokenUrl: 'string~?',
      refreshUrl: 'string~',
      scopes: '{string}~?',
    },
  },
};
