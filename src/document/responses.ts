import { memberOf } from '../problem/pointer.ts';
import { nodeOf } from './node.ts';
import type { MediaType, Pointer, ResponseRecord, Schemas } from './operation.ts';
import { follow } from './schemas.ts';

const STATUS = /^(?:default|[1-5](?:\d\d|XX))$/i;

/** The Responses Object of an operation, each response through its references. */
export function readResponses(
  schemas: Schemas,
  operation: Pointer,
  contentOf: (response: Pointer) => readonly MediaType[],
): readonly ResponseRecord[] {
  const holder = memberOf(operation, 'responses');
  return Object.keys(nodeOf(schemas.at(holder)))
    .filter((status) => STATUS.test(status))
    .map((status) => {
      const pointer = follow(schemas, memberOf(holder, status))?.pointer ?? memberOf(holder, status);
      return {
        status: status === 'default' ? status : status.toUpperCase(),
        pointer,
        content: contentOf(pointer),
      };
    });
}
