import type { Node } from '../../mock/node.ts';
import { numbersIn, textsIn } from './keywords.ts';
import { boundsOf } from './numbers.ts';

/** Values that are wrong in one way, and in which. */
export type Wrong = readonly [what: string, ...values: readonly unknown[]];

/** Lengths beyond a limit that are sent to see it kept. */
const LONGEST = 5_000;

const OF_TYPE: readonly (readonly [type: string, value: unknown])[] = [
  ['string', 'not-what-is-asked-for'],
  ['number', 0.5],
  ['boolean', true],
  ['object', { unexpected: true }],
  ['array', [{ unexpected: true }]],
  ['null', null],
];

/** Values of all types but those that are allowed. */
export const wrongTypes = (types: readonly string[]): Wrong => [
  'of another type',
  ...OF_TYPE.filter(
    ([type]) => !types.includes(type) && !(type === 'number' && types.includes('integer')),
  ).map(([, value]) => value),
];

/** Values of the type of those that are listed. */
export function unlisted([first]: readonly unknown[]): Wrong {
  const others = typeof first === 'number' ? [987_654_321, -1] : ['not-one-of-these', `${String(first)}x`];
  return ['not one of those listed', ...others];
}

export function wrongNumbers(nodes: readonly Node[], isInteger: boolean): readonly Wrong[] {
  const { least, most, isOverLeast, isUnderMost, step } = boundsOf(nodes);
  const grain = Math.max(1, step);
  return [
    ...(Number.isFinite(least)
      ? [['too small', isOverLeast ? least : least - grain, least - 1000] as const]
      : []),
    ...(Number.isFinite(most)
      ? [['too large', isUnderMost ? most : most + grain, most + 1000] as const]
      : []),
    ...(step > 0 ? [['no multiple', step / 2, step * 1.5] as const] : []),
    ...(isInteger ? [['no integer', 1.5, -0.25] as const] : []),
  ];
}

export function wrongTexts(nodes: readonly Node[]): readonly Wrong[] {
  const least = Math.max(0, ...numbersIn(nodes, 'minLength'));
  const most = Math.min(Infinity, ...numbersIn(nodes, 'maxLength'));
  const hasPattern = textsIn(nodes, 'pattern').length > 0;
  const hasFormat = textsIn(nodes, 'format').length > 0;
  return [
    ...(least > 0 ? [['too short', 'x'.repeat(Math.min(LONGEST, least - 1))] as const] : []),
    ...(most < LONGEST ? [['too long', 'x'.repeat(most + 1)] as const] : []),
    ...(hasPattern ? [['against the pattern', '', '~', 'no such text', '0', 'a b/c'] as const] : []),
    ...(hasFormat ? [['against the format', '~', 'no such format', '0-0'] as const] : []),
  ];
}
