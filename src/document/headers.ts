import { memberOf } from '../problem/pointer.ts';
import { createFindings } from './findings.ts';
import { nodeOf, own } from './node.ts';
import type { Parameter, Pointer, Schemas } from './operation.ts';
import { isIgnored, readParameter } from './parameter.ts';
import { follow } from './schemas.ts';

/**
 * The Header Objects that a response or an encoding holds, as parameters in the header: but for name and location, they are that.
 * Content-Type is declared elsewhere, and what is said of it here is ignored (3.1 §4.8.17.1).
 */
export function readHeaders(
  schemas: Schemas,
  holder: Pointer,
  read: typeof readParameter = readParameter,
): readonly Parameter[] {
  // What is wrong with them was found with the rest of the document.
  const unheard = createFindings();
  return Object.keys(nodeOf(own(nodeOf(schemas.at(holder)), 'headers'))).flatMap((name) => {
    const located = follow(schemas, memberOf(holder, 'headers', name));
    if (located === undefined) return [];
    const header = read(schemas, unheard, { ...nodeOf(located.node), name, in: 'header' }, located.pointer);
    return header === undefined || isIgnored(header) ? [] : [header];
  });
}
