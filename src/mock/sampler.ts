import { createRequire } from 'node:module';

/** What openapi-sampler makes of a schema without references. */
export type Sample = (schema: object) => unknown;

interface OpenApiSampler {
  sample(schema: object, options: { readonly quiet: boolean; readonly maxSampleDepth: number }): unknown;
}

// An API that mocks nothing needs no such package, and one whose document has examples for all needs none either.
const require = createRequire(import.meta.url);
const load = (): OpenApiSampler => require('openapi-sampler');

/** Whether the optional package is installed. */
export const hasSampler = (): boolean => {
  try {
    require.resolve('openapi-sampler');
    return true;
  } catch {
    return false;
  }
};

/** Makes up a value for a schema. The package is loaded when it is first needed. */
export const sample: Sample = (schema) => load().sample(schema, { quiet: true, maxSampleDepth: 1000 });
