import type { PathParameter, Shape, TypeName } from '../document/operation.ts';
import { createSet, intersect, isEmpty, SETS, type TextSet, unite } from './text-set.ts';

const BOOLEAN = createSet([], ['false', 'true']);
const NO_TEXT = createSet([], []);

const FORMATS: ReadonlyMap<string | undefined, TextSet> = new Map([
  ['uuid', SETS.uuid],
  ['date', SETS.date],
  ['date-time', SETS['date-time']],
]);

const typeSet = (type: TypeName, format: string | undefined): TextSet => {
  if (type === 'integer' || type === 'number') return SETS[type];
  if (type === 'boolean') return BOOLEAN;
  if (type === 'null') return NO_TEXT;
  return (type === 'string' ? FORMATS.get(format) : undefined) ?? SETS.string;
};

/** The text of an enum member, where the types let a text become that member. */
const memberText = (member: unknown, types: Shape['types']): readonly string[] => {
  const among = (...names: Shape['types']): boolean =>
    types.length === 0 || names.some((name) => types.includes(name));
  // No URL can send a lone surrogate, and nothing makes no segment.
  if (typeof member === 'string') return among('string') && /^\P{Surrogate}+$/u.test(member) ? [member] : [];
  if (typeof member === 'boolean') return among('boolean') ? [String(member)] : [];
  if (typeof member !== 'number') return [];
  return among('number') || (Number.isInteger(member) && among('integer')) ? [String(member)] : [];
};

const memberSet = (members: readonly unknown[], types: Shape['types']): TextSet =>
  createSet(
    [],
    members.flatMap((member) => memberText(member, types)),
  );

// Deeper unions than anyone writes do not narrow.
const DEEPEST = 32;

const shapeSet = ({ types, format, enum: members, anyOf }: Shape, depth: number): TextSet => {
  const typed = types.length === 0 ? ['string' as const] : types;
  let set = unite(typed.map((type) => typeSet(type, format)));
  if (members) set = intersect(set, memberSet(members, types));
  if (anyOf && depth < DEEPEST)
    set = intersect(set, unite(anyOf.map((branch) => shapeSet(branch, depth + 1))));
  return set;
};

/**
 * The texts that a path parameter takes. Styles but `simple`, and arrays and objects, take any text.
 * So does a schema that no text fits: then the check of the value says why.
 */
export function toTextSet(parameter: PathParameter | undefined): TextSet {
  if (parameter === undefined || parameter.style !== 'simple' || parameter.content !== undefined)
    return SETS.string;
  const set = shapeSet(parameter.shape, 0);
  return isEmpty(set) ? SETS.string : set;
}
