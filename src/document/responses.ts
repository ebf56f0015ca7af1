import { nodeOf } from './node.ts';
import type { MediaType, ResponseRecord, Schemas } from './operation.ts';
import { followFrom, type Located, memberAt } from './schemas.ts';

const STATUS = /^(?:default|[1-5](?:\d\d|XX))$/i;

/** The Responses Object of an operation, each response through its references. */
export function readResponses(
  schemas: Schemas,
  operation: Located,
  contentOf: (response: Located) => readonly MediaType[],
): readonly ResponseRecord[] {
  const holder = memberAt(operation, 'responses');
  return Object.keys(nodeOf(holder.node))
    .filter((status) => STATUS.test(status))
    .map((status) => {
      const declared = memberAt(holder, status);
      const response = followFrom(schemas, declared) ?? { node: undefined, pointer: declared.pointer };
      return {
        status: status === 'default' ? status : status.toUpperCase(),
        pointer: response.pointer,
        content: contentOf(response),
      };
    });
}
