import type { Shape, TypeName } from '../document/operation.ts';

/** What a text may become, sorted by what OpenAPI's styles tell apart. */
export interface Alternatives {
  /** Of one type each, narrowest first; of no type where any text will do. */
  readonly scalars: readonly Shape[];
  readonly nullable: boolean;
  readonly array: ArrayShape | null;
  readonly object: ObjectShape | null;
}

export interface ArrayShape {
  readonly prefix: readonly Shape[];
  readonly items: Shape;
}

export interface ObjectShape {
  readonly properties: ReadonlyMap<string, Shape>;
  /** Null where the document says nothing of properties it does not name. */
  readonly additional: Shape | false | null;
}

/** Nothing is known: the text stays a text. */
export const ANY: Shape = { types: [] };

/** A text that fits several types becomes the first of these. */
const NARROWEST_FIRST: readonly TypeName[] = ['integer', 'number', 'boolean', 'string'];

const typeOf = (value: unknown): TypeName | null => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'object'
    ? (typeof value as TypeName)
    : null;
};

/** The types of a shape, or those its other words imply. */
function typesOf(shape: Shape): readonly TypeName[] {
  if (shape.types.length > 0) return shape.types;
  if (shape.enum) return [...new Set(shape.enum.map(typeOf).filter((type) => type !== null))];
  if (shape.items ?? shape.prefixItems) return ['array'];
  return (shape.properties ?? shape.additional) === undefined ? [] : ['object'];
}

const isOneOf = (type: TypeName, types: readonly TypeName[]): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

/** Types that both sides allow; an empty list allows all. Null where they have none in common. */
function commonTypes(a: readonly TypeName[], b: readonly TypeName[]): readonly TypeName[] | null {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const common = [
    ...new Set([...a.filter((type) => isOneOf(type, b)), ...b.filter((type) => isOneOf(type, a))]),
  ];
  return common.length === 0 ? null : common;
}

const commonEnum = (a: readonly unknown[] | undefined, b: readonly unknown[] | undefined) =>
  a && b ? a.filter((value) => b.includes(value)) : (a ?? b);

/** A branch of a union together with what stands beside the union. */
function narrow({ anyOf: _, ...outer }: Shape, branch: Shape): readonly Shape[] {
  const types = commonTypes(outer.types, branch.types);
  const members = commonEnum(outer.enum, branch.enum);
  return types === null ? [] : [{ ...outer, ...branch, types, ...(members && { enum: members }) }];
}

const branchesOf = (shape: Shape): readonly Shape[] =>
  shape.anyOf === undefined
    ? [shape]
    : shape.anyOf.flatMap((branch) => narrow(shape, branch)).flatMap(branchesOf);

/** The branch as one type only; none where its enum has no value of that type. */
function asScalar(branch: Shape, type: TypeName): readonly Shape[] {
  if (branch.enum === undefined) return [{ ...branch, types: [type] }];
  const members = branch.enum.filter((value) => {
    const found = typeOf(value);
    return found === type || (found === 'integer' && type === 'number');
  });
  return members.length === 0 ? [] : [{ ...branch, types: [type], enum: members }];
}

const scalarsOf = (branch: Shape): readonly Shape[] => {
  const types = typesOf(branch);
  return types.length === 0
    ? [branch]
    : NARROWEST_FIRST.filter((type) => types.includes(type)).flatMap((type) => asScalar(branch, type));
};

const rank = ({ types: [type] }: Shape): number =>
  type === undefined ? NARROWEST_FIRST.length : NARROWEST_FIRST.indexOf(type);

const either = (shapes: readonly Shape[]): Shape => {
  const [first = ANY, ...others] = shapes;
  return others.length === 0 ? first : { types: [], anyOf: shapes };
};

function joinArrays(arrays: readonly Shape[]): ArrayShape | null {
  const [first] = arrays;
  if (first === undefined) return null;
  if (arrays.length === 1) return { prefix: first.prefixItems ?? [], items: first.items ?? ANY };
  const items = arrays.flatMap((array) => [...(array.prefixItems ?? []), array.items ?? ANY]);
  return { prefix: [], items: either(items) };
}

function joinAdditional(objects: readonly Shape[]): Shape | false | null {
  if (objects.some(({ additional }) => additional === undefined)) return null;
  const shapes = objects.flatMap(({ additional }) => (additional ? [additional] : []));
  return shapes.length === 0 ? false : either(shapes);
}

function joinObjects(objects: readonly Shape[]): ObjectShape | null {
  if (objects.length === 0) return null;
  const found = new Map<string, Shape[]>();
  for (const [name, shape] of objects.flatMap(({ properties }) => Object.entries(properties ?? {}))) {
    found.set(name, [...(found.get(name) ?? []), shape]);
  }
  const properties = new Map([...found].map(([name, shapes]) => [name, either(shapes)]));
  return { properties, additional: joinAdditional(objects) };
}

function takeApart(shape: Shape): Alternatives {
  const branches = branchesOf(shape);
  const ofType = (type: TypeName) => branches.filter((branch) => typesOf(branch).includes(type));
  return {
    scalars: branches.flatMap(scalarsOf).sort((a, b) => rank(a) - rank(b)),
    nullable: ofType('null').some((branch) => branch.enum?.includes(null) ?? true),
    array: joinArrays(ofType('array')),
    object: joinObjects(ofType('object')),
  };
}

/** Documents share their shapes, and every step of compiling asks. */
const known = new WeakMap<Shape, Alternatives>();

/** Takes unions, type lists and enums apart. Branches that are all arrays, or all objects, become one. */
export function alternativesOf(shape: Shape): Alternatives {
  const alternatives = known.get(shape) ?? takeApart(shape);
  known.set(shape, alternatives);
  return alternatives;
}
