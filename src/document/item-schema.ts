import { memberOf } from '../problem/pointer.ts';
import { nodeOf, own } from './node.ts';
import type { MediaType, Pointer, Schemas } from './operation.ts';
import { follow } from './schemas.ts';

const isArray = (type: unknown): boolean =>
  type === 'array' || (Array.isArray(type) && type.includes('array'));

/**
 * What each item of a sequence has to fit: `itemSchema` (3.2). Before 3.2, and beside it, documents describe a sequence by the array
 * of all its items, or simply by the schema of one. Null where nothing is said of items.
 */
export function itemSchemaOf(
  schemas: Schemas,
  { schema, itemSchema }: Pick<MediaType, 'schema' | 'itemSchema'>,
): Pointer | null {
  if (itemSchema !== undefined) return itemSchema;
  const found = schema === null ? undefined : follow(schemas, schema);
  if (found === undefined) return null;
  const node = nodeOf(found.node);
  if (!isArray(own(node, 'type'))) return found.pointer;
  return own(node, 'items') === undefined ? null : memberOf(found.pointer, 'items');
}
