import type { Findings } from '../findings.ts';
import { has, type Rule, type Rules } from './rule.ts';

type Pair = readonly [one: string, other: string];

const VALUE: readonly Pair[] = [
  ['schema', 'content'],
  ['example', 'examples'],
  ['content', 'style'],
  ['content', 'explode'],
  ['content', 'allowReserved'],
];

const ENCODINGS: readonly Pair[] = [
  ['encoding', 'prefixEncoding'],
  ['encoding', 'itemEncoding'],
];

/** Fields that exclude each other, by object ("mutually exclusive", "MUST NOT be present if"). */
const EXCLUSIVE: Readonly<Record<string, readonly Pair[]>> = {
  License: [['identifier', 'url']],
  Parameter: VALUE,
  Header: VALUE,
  MediaType: [['example', 'examples'], ...ENCODINGS],
  Encoding: ENCODINGS,
  Example: [
    ['value', 'externalValue'],
    ['value', 'dataValue'],
    ['value', 'serializedValue'],
    ['serializedValue', 'externalValue'],
  ],
  Link: [['operationRef', 'operationId']],
  XML: [
    ['nodeType', 'attribute'],
    ['nodeType', 'wrapped'],
  ],
};

const exclude =
  ({ error }: Findings, pairs: readonly Pair[]): Rule =>
  (node, pointer) => {
    for (const [one, other] of pairs) {
      if (!has(node, one) || !has(node, other)) continue;
      error('field-exclusive', pointer, `${one} and ${other} cannot stand together.`, 'Drop one of them.');
    }
  };

export const exclusiveRules = (findings: Findings): Rules =>
  Object.fromEntries(Object.entries(EXCLUSIVE).map(([object, pairs]) => [object, exclude(findings, pairs)]));
