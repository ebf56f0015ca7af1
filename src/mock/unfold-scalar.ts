import { type Node, own } from './node.ts';
import { numberWithin } from './number.ts';
import { LONGEST, lengthsOf, textFor } from './text.ts';

const formatOf = (nodes: readonly Node[]): string | undefined =>
  nodes.map((node) => own(node, 'format')).find((format) => typeof format === 'string');

/** Formats whose texts have a length of their own. */
const isFixed = (format: string | undefined): boolean => format !== undefined && format !== 'password';

/** A text as openapi-sampler can make it up, or as it is where that cannot. */
export function unfoldText(nodes: readonly Node[]): Node {
  const format = formatOf(nodes);
  const text = textFor(nodes, format);
  if (text !== undefined) return { example: text };
  const { least, most } = lengthsOf(nodes, 'minLength', 'maxLength', LONGEST);
  if (most === 0) return { example: '' };
  return {
    type: 'string',
    ...(format !== undefined && { format }),
    ...(!isFixed(format) && { minLength: least, ...(most < Infinity && { maxLength: most }) }),
  };
}

/** The same of a number. */
export function unfoldNumber(nodes: readonly Node[], type: 'integer' | 'number'): Node {
  const number = numberWithin(nodes, type === 'integer');
  return number === undefined ? { type, format: formatOf(nodes) } : { example: number };
}
