import { createFindings } from '../document/findings.ts';
import { listOf, nodeOf, own } from '../document/node.ts';
import type { Operation, Parameter, Pointer, Schemas } from '../document/operation.ts';
import { isIgnored, readParameter } from '../document/parameter.ts';
import { follow } from '../document/schemas.ts';
import { readParameter2 } from '../document/swagger2.ts';
import { memberOf } from '../problem/pointer.ts';
import type { OperationTypes } from './operation-types.ts';
import { bodyOf, keyOf, lookUp } from './text.ts';

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'];

/** Operations by the names that they have in the output: their ids; of two with the same, the second goes by method and path. */
export function nameOperations(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  const named = new Map<string, Operation>();
  for (const operation of operations) {
    const { id, method, template } = operation;
    named.set(named.has(id) ? `${method} ${template}` : id, operation);
  }
  return named;
}

/** The parameters that a path declares for all of its operations. */
function parametersOf(schemas: Schemas, key: string): readonly Parameter[] {
  const pointer = memberOf('#/paths', key, 'parameters');
  // What is wrong with them was found with the rest of the document.
  const unheard = createFindings();
  const read = schemas.version === '2.0' ? readParameter2 : readParameter;
  return [...listOf(schemas.at(pointer)).keys()].flatMap((index) => {
    const located = follow(schemas, memberOf(pointer, index));
    const parameter = located && read(schemas, unheard, located.node, located.pointer);
    return parameter === undefined || isIgnored(parameter) ? [] : [parameter];
  });
}

/** The parameters of `components`, or of the root of 2.0, that are neither bodies nor fields of forms. */
export function componentParameter(schemas: Schemas, pointer: string): Parameter | undefined {
  const located = follow(schemas, pointer);
  if (located === undefined) return undefined;
  const place = own(nodeOf(located.node), 'in');
  if (place === 'body' || place === 'formData') return undefined;
  const read = schemas.version === '2.0' ? readParameter2 : readParameter;
  return read(schemas, createFindings(), located.node, located.pointer);
}

type Entry = readonly [name: string, operation: Operation];

const refer = ([name]: Entry): string => lookUp('operations', name);

/** Methods that openapi-typescript knows are there in any case; others only where the document has them. */
function methodMembers(entries: readonly Entry[]): readonly string[] {
  const found = new Map(entries.map((entry) => [entry[1].method, entry]));
  const known = METHODS.map((method) => {
    const entry = found.get(method);
    const name = method.toLowerCase();
    return entry === undefined ? `${name}?: never` : `${name}: ${refer(entry)}`;
  });
  const query = found.get('QUERY');
  const others = entries.filter(([, { method }]) => ![...METHODS, 'QUERY'].includes(method));
  return [
    ...known,
    ...(query === undefined ? [] : [`query: ${refer(query)}`]),
    ...(others.length === 0
      ? []
      : [
          `additionalOperations: ${bodyOf(others.map((entry) => `${keyOf(entry[1].method)}: ${refer(entry)}`))}`,
        ]),
  ];
}

/** Pointer to the path item that an operation stands in. */
const itemOf = ({ pointer }: Operation): Pointer => pointer.replace(/(\/additionalOperations)?\/[^/]*$/, '');

/** Members of `paths`: operations by path and method. Paths are spelled as in the document, which may end in a query or fragment. */
export function pathMembers(
  schemas: Schemas,
  named: ReadonlyMap<string, Operation>,
  types: OperationTypes,
): readonly string[] {
  const items = new Map<Pointer, Entry[]>();
  for (const entry of named) {
    const item = itemOf(entry[1]);
    items.set(item, [...(items.get(item) ?? []), entry]);
  }
  return Object.keys(nodeOf(schemas.at('#/paths'))).flatMap((key) => {
    const pointer = memberOf('#/paths', key);
    const pointers = new Set([pointer, follow(schemas, pointer)?.pointer ?? pointer]);
    const entries = [...pointers]
      .flatMap((at) => items.get(at) ?? [])
      .filter(([, { template }]) => key.startsWith(template));
    if (entries.length === 0) return [];
    const parameters = types.parameters(parametersOf(schemas, key));
    return [`${keyOf(key)}: ${bodyOf([`parameters: ${parameters}`, ...methodMembers(entries)])}`];
  });
}
