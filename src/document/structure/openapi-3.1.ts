import type { Fields, ObjectTable, Tables } from './notation.ts';
import { OPENAPI_3_0 } from './openapi-3.0.ts';

/** An object of the version before, with the fields that came or changed. */
const extend = (name: string, fields: Fields): ObjectTable => {
  const before = OPENAPI_3_0[name] ?? { fields: {} };
  return { ...before, fields: { ...before.fields, ...fields } };
};

/** JSON Schema 2020-12 with the keywords of OpenAPI's base vocabulary. Other keywords are annotations. */
const SCHEMA: Fields = {
  $id: 'string',
  $schema: 'string',
  $ref: 'string',
  $anchor: 'string',
  $dynamicRef: 'string',
  $dynamicAnchor: 'string',
  $comment: 'string~',
  $defs: '{Schema}',
  definitions: '{Schema}',
  allOf: '[Schema]',
  anyOf: '[Schema]',
  oneOf: '[Schema]',
  not: 'Schema',
  if: 'Schema',
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: 'Schema',
  else: 'Schema',
  dependentSchemas: '{Schema}',
  prefixItems: '[Schema]',
  items: 'Schema',
  contains: 'Schema',
  properties: '{Schema}',
  patternProperties: '{Schema}',
  additionalProperties: 'Schema',
  propertyNames: 'Schema',
  unevaluatedItems: 'Schema',
  unevaluatedProperties: 'Schema',
  type: 'any',
  enum: '[any]',
  multipleOf: 'number',
  maximum: 'number',
  exclusiveMaximum: 'number',
  minimum: 'number',
  exclusiveMinimum: 'number',
  maxLength: 'integer',
  minLength: 'integer',
  pattern: 'string',
  maxItems: 'integer',
  minItems: 'integer',
  uniqueItems: 'boolean',
  maxContains: 'integer',
  minContains: 'integer',
  maxProperties: 'integer',
  minProperties: 'integer',
  required: '[string]~',
  title: 'string~',
  description: 'string~',
  deprecated: 'boolean~',
  readOnly: 'boolean',
  writeOnly: 'boolean',
  examples: '[any]~',
  format: 'string',
  contentEncoding: 'string~',
  contentMediaType: 'string~',
  contentSchema: 'Schema',
  discriminator: 'Discriminator',
  xml: 'XML~',
  externalDocs: 'ExternalDocumentation~',
};

/** OpenAPI 3.1.2: what differs from 3.0. */
export const OPENAPI_3_1: Tables = {
  ...OPENAPI_3_0,
  OpenAPI: extend('OpenAPI', {
    jsonSchemaDialect: 'string~',
    paths: 'Paths',
    webhooks: '{PathItem}',
  }),
  Info: extend('Info', { summary: 'string~' }),
  License: extend('License', { identifier: 'string~' }),
  Components: extend('Components', { pathItems: '{PathItem}' }),
  Operation: extend('Operation', { responses: 'Responses' }),
  Schema: { fields: SCHEMA, unknown: 'allowed' },
};
