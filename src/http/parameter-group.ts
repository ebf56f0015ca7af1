import type { ParameterLocation } from '../document/operation.ts';

/** What the parameters of a trigger are parted into. */
export type ParameterGroup = 'path' | 'query' | 'headers' | 'cookies';

export const PARAMETER_GROUPS: readonly ParameterGroup[] = ['path', 'query', 'headers', 'cookies'];

/** The group of the trigger that a parameter comes into, by where the document says that it is. */
export const GROUP_OF: Readonly<Record<ParameterLocation, ParameterGroup>> = {
  path: 'path',
  query: 'query',
  querystring: 'query',
  header: 'headers',
  cookie: 'cookies',
};
