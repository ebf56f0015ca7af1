import type { Pointer, Schemas } from '../document/operation.ts';
import { isNode, type SchemaNode } from './node.ts';

/** Up to draft 7, nothing beside a `$ref` counts. */
const OLDER = /^https?:\/\/json-schema\.org\/draft-0[467]\/schema#?$/;

const isOlder = (uri: unknown): boolean | undefined =>
  typeof uri === 'string' ? OLDER.test(uri) : undefined;

/** Whether a schema says that it is written in an older dialect; undefined where it says nothing. */
export const saysOlder = (node: SchemaNode): boolean | undefined => isOlder(node['$schema']);

/** Whether the schema at a pointer is written in an older dialect, as it or the nearest schema around it says, or the document. */
export function isOlderAt(schemas: Schemas, pointer: Pointer): boolean {
  if (schemas.version < '3.1') return false;
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const node = schemas.at(at);
    const found = isNode(node) ? saysOlder(node) : undefined;
    if (found !== undefined) return found;
    if (!at.includes('/', at.indexOf('#') + 1)) break;
  }
  const root = schemas.at('#');
  return isNode(root) && isOlder(root['jsonSchemaDialect']) === true;
}
