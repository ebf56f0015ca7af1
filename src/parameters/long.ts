import type { Shape } from '../document/operation.ts';
import { alternativesOf } from './alternatives.ts';
import type { Int64 } from './cast.ts';
import { setOwn } from './members.ts';
import { isLong } from './number.ts';

type Change = (value: unknown) => unknown;

const changeItems =
  (change: Change): Change =>
  (value) =>
    Array.isArray(value) ? value.map(change) : value;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const changeProperties =
  (changeOf: (name: string) => Change | undefined): Change =>
  (value) => {
    if (!isRecord(value)) return value;
    const changed: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value))
      setOwn(changed, name, changeOf(name)?.(member) ?? member);
    return changed;
  };

/** Changes the integers of 64 bits in a value of this shape. Undefined where the shape has none. */
function compileChange(shape: Shape, change: Change): Change | undefined {
  const { scalars, array, object } = alternativesOf(shape);
  if (scalars.some(({ types: [type], format }) => type === 'integer' && isLong(format))) return change;
  const items = array && compileChange(array.items, change);
  if (items) return changeItems(items);
  if (object === null) return undefined;
  const others = object.additional ? compileChange(object.additional, change) : undefined;
  const named = new Map(
    [...object.properties].map(([name, member]) => [name, compileChange(member, change)]),
  );
  const all = [others, ...named.values()];
  return all.some((found) => found !== undefined)
    ? changeProperties((name) => (named.has(name) ? named.get(name) : others))
    : undefined;
}

const asNumber: Change = (value) => (typeof value === 'bigint' ? Number(value) : value);
const asDigits: Change = (value) => (typeof value === 'bigint' ? String(value) : value);
const asBigInt: Change = (value) => (Number.isInteger(value) ? BigInt(Number(value)) : value);

const keep: Change = (value) => value;

/** How integers of 64 bits, which are a bigint while they are read, are handed on. */
export interface Long {
  /** To a schema's check, which knows numbers only. */
  readonly toCheck: Change;
  /** To the process. */
  readonly toProcess: Change;
  /** From a default of the document to the process. */
  readonly fromDefault: Change;
}

/** Null where integers of 64 bits are numbers, or the shape has none. */
export function compileLong(shape: Shape, int64: Int64): Long | null {
  const toCheck = int64 === 'number' ? undefined : compileChange(shape, asNumber);
  if (toCheck === undefined) return null;
  const toProcess = int64 === 'string' ? (compileChange(shape, asDigits) ?? keep) : keep;
  const toBigInt = compileChange(shape, asBigInt) ?? keep;
  return { toCheck, toProcess, fromDefault: (value) => toProcess(toBigInt(value)) };
}
