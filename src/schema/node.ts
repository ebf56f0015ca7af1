/** A schema as Ajv gets it: translated, its references rewritten to our keys. */
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

export type SchemaNode = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is SchemaNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const nodesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
