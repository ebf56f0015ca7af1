import { type Node, own } from './node.ts';

interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

/** A bound as one schema gives it: its exclusive form is a number, and before 3.1 a flag. */
function boundsOf(node: Node, name: 'minimum' | 'maximum', exclusiveName: string): readonly Bound[] {
  const value = own(node, name);
  const exclusive = own(node, exclusiveName);
  return [
    ...(typeof value === 'number' ? [{ value, exclusive: exclusive === true }] : []),
    ...(typeof exclusive === 'number' ? [{ value: exclusive, exclusive: true }] : []),
  ];
}

const tighter = (sign: 1 | -1) => (a: Bound, b: Bound) =>
  sign * (b.value - a.value) || Number(b.exclusive) - Number(a.exclusive);

/** The number next to a bound, on a grid of steps where there is one. */
function beside({ value, exclusive }: Bound, sign: 1 | -1, step: number, room: number): number {
  if (step === 0) return exclusive ? value + sign * Math.min(1, room / 2) : value;
  const onGrid = (sign === 1 ? Math.ceil(value / step) : Math.floor(value / step)) * step;
  return exclusive && onGrid === value ? onGrid + sign * step : onGrid;
}

/** A number within the bounds of some schemas; undefined where they have none, so that any will do. */
export function numberWithin(nodes: readonly Node[], isInteger: boolean): number | undefined {
  const [low] = nodes.flatMap((node) => boundsOf(node, 'minimum', 'exclusiveMinimum')).toSorted(tighter(1));
  const [high] = nodes.flatMap((node) => boundsOf(node, 'maximum', 'exclusiveMaximum')).toSorted(tighter(-1));
  if (low === undefined && high === undefined) return undefined;
  const steps = nodes.map((node) => own(node, 'multipleOf')).filter((step) => typeof step === 'number');
  const step = Math.max(0, ...steps) || (isInteger ? 1 : 0);
  if (low !== undefined) return beside(low, 1, step, (high?.value ?? Infinity) - low.value);
  if (high === undefined || high.value > 0) return 0;
  return beside(high, -1, step, Infinity);
}
