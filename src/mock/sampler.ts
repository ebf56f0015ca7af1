import { requireHere } from '../http/require-here.ts';

/** What openapi-sampler makes of a schema without references. */
export type Sample = (schema: object) => unknown;

interface OpenApiSampler {
  sample(schema: object, options: { readonly quiet: boolean; readonly maxSampleDepth: number }): unknown;
}

// An API that mocks nothing needs no such package, and one whose document has examples for all needs none either. So bundlers must not
// follow this: they would ask everybody for it.
const load = (): OpenApiSampler => requireHere()('openapi-sampler');

/** Whether the optional package is installed. */
export const hasSampler = (): boolean => {
  try {
    requireHere().resolve('openapi-sampler');
    return true;
  } catch {
    return false;
  }
};

/** Makes up a value for a schema. The package is loaded when it is first needed. */
export const sample: Sample = (schema) => load().sample(schema, { quiet: true, maxSampleDepth: 1000 });
