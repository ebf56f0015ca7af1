import { memberOf } from '../../problem/pointer.ts';
import { isNode, listOf, type Node, own, referenceOf } from '../node.ts';
import type { Pointer, Schemas } from '../operation.ts';
import { has } from './rule.ts';

/** Schemas that say something of the same value, this many steps away from the one that asks what was left. */
const FAR = 4;

const ALONGSIDE = ['if', 'then', 'else'];
const UNIONS = ['anyOf', 'oneOf'];

/** The schemas that a value is held to beside this one. */
function* alongside(schemas: Schemas, node: Node, pointer: Pointer, left: number): Generator<Node> {
  yield node;
  if (left === 0) return;
  const reference = referenceOf(node);
  const target = reference === undefined ? undefined : schemas.target(pointer, reference);
  const places = [
    ...(target === undefined ? [] : [target]),
    ...ALONGSIDE.map((keyword) => memberOf(pointer, keyword)),
    ...['allOf', ...UNIONS].flatMap((keyword) =>
      listOf(own(node, keyword)).map((_, index) => memberOf(pointer, keyword, index)),
    ),
  ];
  for (const place of places) {
    const other = schemas.at(place);
    if (isNode(other)) yield* alongside(schemas, other, place, left - 1);
  }
}

const isOpenUnion = (node: Node): boolean =>
  UNIONS.some((keyword) => listOf(own(node, keyword)).includes(true));

/** What Ajv does not keep the books of as JSON Schema 2020-12 §11 asks. */
const UNSURE: readonly (readonly [what: string, is: (node: Node, keyword: string) => boolean])[] = [
  ['contains', (node, keyword) => keyword === 'unevaluatedItems' && has(node, 'contains')],
  ['a union with true', (node, keyword) => keyword === 'unevaluatedItems' && isOpenUnion(node)],
  ['if without then', (node) => has(node, 'if') && !has(node, 'then')],
];

/** What stands beside `unevaluatedItems` or `unevaluatedProperties` and makes its check inexact; undefined where nothing does. */
export function findUnsure(
  schemas: Schemas,
  node: Node,
  pointer: Pointer,
  keyword: 'unevaluatedItems' | 'unevaluatedProperties',
): string | undefined {
  if (!has(node, keyword)) return undefined;
  for (const one of alongside(schemas, node, pointer, FAR)) {
    const unsure = UNSURE.find(([, is]) => is(one, keyword));
    if (unsure !== undefined) return unsure[0];
  }
  return undefined;
}
