import type { Shape } from '../document/operation.ts';
import { type ArrayShape, alternativesOf, type ObjectShape } from './alternatives.ts';
import type { Int64 } from './cast.ts';
import { setOwn } from './members.ts';
import { isLong } from './number.ts';

type Change = (value: unknown) => unknown;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSome = (change: Change | undefined): change is Change => change !== undefined;

/** Changes the items of an array. Undefined where there is nothing to change. */
function compileChangeItems({ prefix, items }: ArrayShape, change: Change): Change | undefined {
  const first = prefix.map((shape) => compileChange(shape, change));
  const other = compileChange(items, change);
  if (![...first, other].some(isSome)) return undefined;
  return (value) =>
    Array.isArray(value)
      ? value.map((item, index) => (index < first.length ? first[index] : other)?.(item) ?? item)
      : value;
}

function compileChangeProperties(
  { properties, additional }: ObjectShape,
  change: Change,
): Change | undefined {
  const named = new Map([...properties].map(([name, shape]) => [name, compileChange(shape, change)]));
  const other = additional ? compileChange(additional, change) : undefined;
  if (![...named.values(), other].some(isSome)) return undefined;
  return (value) => {
    if (!isRecord(value)) return value;
    const changed: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(value)) {
      const changeMember = named.has(name) ? named.get(name) : other;
      setOwn(changed, name, changeMember ? changeMember(member) : member);
    }
    return changed;
  };
}

/** Changes the integers of 64 bits in a value of this shape. Undefined where the shape has none. */
function compileChange(shape: Shape, change: Change): Change | undefined {
  const { scalars, array, object } = alternativesOf(shape);
  const isScalar = scalars.some(({ types: [type], format }) => type === 'integer' && isLong(format));
  const changes = [
    isScalar ? change : undefined,
    array ? compileChangeItems(array, change) : undefined,
    object ? compileChangeProperties(object, change) : undefined,
  ].filter(isSome);
  return changes.length === 0 ? undefined : (value) => changes.reduce((given, one) => one(given), value);
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
