import type { Arbitrary } from 'fast-check';
import { type Node, own } from '../../mock/node.ts';
import { numbersIn } from './keywords.ts';
import type { FastCheck } from './sift.ts';

/** Where numbers of some schemas may be. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly isOverLeast: boolean;
  readonly isUnderMost: boolean;
  /** What they are multiples of; 0 for anything. */
  readonly step: number;
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  int16: [-32_768, 32_767],
  int32: [-2_147_483_648, 2_147_483_647],
  uint8: [0, 255],
  uint16: [0, 65_535],
  uint32: [0, 4_294_967_295],
  uint64: [0, Number.MAX_SAFE_INTEGER],
};

const SAFE: readonly [number, number] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

/** Before 3.1 `exclusiveMinimum` is a flag, later a number. */
export function boundsOf(nodes: readonly Node[]): Bounds {
  const flags = (name: string, bound: string, value: number): boolean =>
    nodes.some((node) => own(node, name) === true && own(node, bound) === value);
  const least = Math.max(-Infinity, ...numbersIn(nodes, 'minimum'), ...numbersIn(nodes, 'exclusiveMinimum'));
  const most = Math.min(Infinity, ...numbersIn(nodes, 'maximum'), ...numbersIn(nodes, 'exclusiveMaximum'));
  return {
    least,
    most,
    isOverLeast:
      numbersIn(nodes, 'exclusiveMinimum').includes(least) || flags('exclusiveMinimum', 'minimum', least),
    isUnderMost:
      numbersIn(nodes, 'exclusiveMaximum').includes(most) || flags('exclusiveMaximum', 'maximum', most),
    step: Math.max(0, ...numbersIn(nodes, 'multipleOf')),
  };
}

const placesOf = (step: number): number => {
  const [, places = '', exponent = '0'] = /^[^.e]*\.?(\d*)(?:e(.+))?$/.exec(String(step)) ?? [];
  return Math.min(100, Math.max(0, places.length - Number(exponent)));
};

/** Multiples of a step, written without what floating point adds. */
function multiples(
  fc: FastCheck,
  { least, most, isOverLeast, isUnderMost, step }: Bounds,
): Arbitrary<number> | null {
  const min = Math.max(-1e6, Math.ceil(least / step) + Number(isOverLeast && Number.isInteger(least / step)));
  const max = Math.min(
    Math.max(1e6, min),
    Math.floor(most / step) - Number(isUnderMost && Number.isInteger(most / step)),
  );
  if (min > max) return null;
  return fc.integer({ min, max }).map((times) => Number((times * step).toFixed(placesOf(step))));
}

function integers(fc: FastCheck, nodes: readonly Node[], bounds: Bounds): Arbitrary<number> | null {
  const [format = ''] = nodes.map((node) => own(node, 'format')).filter((one) => typeof one === 'string');
  const [lowest, highest] = RANGES[format] ?? SAFE;
  const min = Math.max(
    lowest,
    Math.ceil(bounds.least) + Number(bounds.isOverLeast && Number.isInteger(bounds.least)),
  );
  const max = Math.min(
    highest,
    Math.floor(bounds.most) - Number(bounds.isUnderMost && Number.isInteger(bounds.most)),
  );
  return min > max ? null : fc.integer({ min, max });
}

/** Largest float, beyond which `format: float` takes none. */
const LARGEST = 3.4e38;

/** Numbers that a value of some schemas may be; null where there is none. */
export function numbersOf(
  fc: FastCheck,
  nodes: readonly Node[],
  isInteger: boolean,
): Arbitrary<number> | null {
  const bounds = boundsOf(nodes);
  const { least, most, isOverLeast, isUnderMost, step } = bounds;
  if (step > 0) {
    const all = multiples(fc, bounds);
    return isInteger && all !== null && !Number.isInteger(step) ? all.map(Math.round) : all;
  }
  if (isInteger) return integers(fc, nodes, bounds);
  const min = Math.max(-LARGEST, least);
  const max = Math.min(LARGEST, most);
  if (min > max || (min === max && (isOverLeast || isUnderMost))) return null;
  return fc.double({
    min,
    max,
    minExcluded: isOverLeast,
    maxExcluded: isUnderMost,
    noNaN: true,
    noDefaultInfinity: true,
  });
}
