import type { Pointer, Schemas } from '../document/operation.ts';
import {
  branchesOf,
  defaultMappingOf,
  endOf,
  kindsOf,
  mappingOf,
  nameIn,
  tagOf,
  unionOf,
  valuesOf,
} from './discriminator.ts';
import type { Inheritance } from './inheritance.ts';
import { isNode } from './node.ts';
import { remembering } from './remembering.ts';

/** The schemas that one tag leads to. */
export type Destination =
  /** Branches of the union, by index: nearly always one. */
  | { readonly to: 'branches'; readonly indexes: readonly number[] }
  /** A child, which refers to its parent. */
  | { readonly to: 'child'; readonly pointer: Pointer }
  /** The schema without its discriminator. */
  | { readonly to: 'self' }
  /** A schema that says nothing of the one with the discriminator: a value has to fit both. */
  | { readonly to: 'both'; readonly pointer: Pointer };

/** A discriminator as a table. */
export interface Dispatch {
  readonly property: string;
  readonly cases: readonly { readonly tags: readonly unknown[]; readonly destination: Destination }[];
  /** Where a value without the property is checked; null where it is refused. */
  readonly missing: Destination | null;
  /** The same of a value with another tag. */
  readonly unknown: Destination | null;
  /** Whether only an object can fit. */
  readonly objects: boolean;
  /** Tags to tell of. */
  readonly allowed: readonly unknown[];
}

/** One of the schemas that a tag may mean, and what it is called by. */
interface Candidate {
  readonly destination: Destination;
  readonly mapped: readonly unknown[];
  readonly named: readonly unknown[];
  /** What `const` and `enum` leave to the tag. */
  readonly values: ReadonlySet<unknown> | undefined;
  /** Those of them that tell this schema from others. */
  readonly telling: ReadonlySet<unknown> | undefined;
}

type Claim = (candidate: Candidate) => Iterable<unknown>;

const isTag = (value: unknown): boolean => typeof value !== 'object' || value === null;

// What the mapping says counts first, then the names of schemas, then what their tags can be.
const CLAIMS: readonly Claim[] = [
  ({ mapped }) => mapped,
  ({ named, values }) => named.filter((name) => values?.has(name) ?? true),
  ({ telling }) => [...(telling ?? [])].filter(isTag),
];

/** Who is called by each tag. */
const claimsOf = (candidates: readonly Candidate[]): ReadonlyMap<unknown, ReadonlySet<Candidate>> => {
  const claims = new Map<unknown, Set<Candidate>>();
  for (const claim of CLAIMS) {
    const before = new Set(claims.keys());
    for (const candidate of candidates)
      for (const tag of claim(candidate)) {
        if (before.has(tag)) continue;
        claims.set(tag, (claims.get(tag) ?? new Set<Candidate>()).add(candidate));
      }
  }
  return claims;
};

/** A schema that is mapped is told of by that; its own name is let pass. */
const isWorthTelling = (tag: unknown, claimants: ReadonlySet<Candidate>): boolean =>
  [...claimants].some(({ mapped }) => mapped.length === 0 || mapped.includes(tag));

const isClaimed = (candidate: Candidate, claims: ReadonlyMap<unknown, ReadonlySet<Candidate>>): boolean =>
  [...claims.values()].some((claimants) => claimants.has(candidate));

const toCases = (
  claims: ReadonlyMap<unknown, ReadonlySet<Candidate>>,
  join: (claimants: readonly Candidate[]) => Destination,
): Dispatch['cases'] => {
  const cases = new Map<string, { tags: unknown[]; destination: Destination }>();
  for (const [tag, claimants] of claims) {
    const destination = join([...claimants]);
    const key = JSON.stringify(destination);
    const one = cases.get(key) ?? { tags: [], destination };
    one.tags.push(tag);
    cases.set(key, one);
  }
  return [...cases.values()];
};

const allowedBy = (claims: ReadonlyMap<unknown, ReadonlySet<Candidate>>): readonly unknown[] =>
  [...claims].filter(([tag, claimants]) => isWorthTelling(tag, claimants)).map(([tag]) => tag);

/** Reads the discriminators of a document. Undefined where a tag does not tell, so that the plain keywords have to. */
export type DispatchOf = (pointer: Pointer) => Dispatch | undefined;

export const compileDispatch = (schemas: Schemas, { kinOf, isChild, parentsOf }: Inheritance): DispatchOf => {
  const tagsFor = (pointer: Pointer, target: Pointer): readonly string[] =>
    mappingOf(schemas, pointer)
      .filter(([, mapped]) => mapped === target)
      .map(([tag]) => tag);

  const branchAt = (holder: Pointer, branch: Pointer, index: number, property: string): Candidate => {
    const node = schemas.at(branch);
    const reference = isNode(node) && typeof node['$ref'] === 'string' ? node['$ref'] : undefined;
    const name = reference === undefined ? undefined : nameIn(reference);
    const values = valuesOf(schemas, branch, property);
    return {
      destination: { to: 'branches', indexes: [index] },
      mapped: tagsFor(holder, endOf(schemas, branch)),
      named: name === undefined ? [] : [name],
      values,
      telling: values,
    };
  };

  /** @param holder Where the discriminator is: beside the union, or in a schema that all branches are made of. */
  const ofUnion = (pointer: Pointer, property: string, holder: Pointer): Dispatch | undefined => {
    const branches = branchesOf(schemas, pointer);
    const kinds = branches.map((branch) => kindsOf(schemas, branch));
    const candidates = branches.flatMap((branch, index) =>
      kinds[index]?.object === true ? [branchAt(holder, branch, index, property)] : [],
    );
    const ends = branches.map((branch) => endOf(schemas, branch));
    const strangers = new Set(
      mappingOf(schemas, holder)
        .map(([, target]) => target)
        .filter((target) => holder === pointer && !ends.includes(target)),
    );
    const claims = claimsOf([
      ...candidates,
      ...[...strangers].map((target) => ({
        destination: { to: 'both', pointer: target } as const,
        mapped: tagsFor(holder, target),
        named: [],
        values: undefined,
        telling: undefined,
      })),
    ]);
    if (candidates.length === 0 || !candidates.every((one) => isClaimed(one, claims))) return undefined;
    const fallback = holder === pointer ? defaultMappingOf(schemas, pointer) : undefined;
    const index = fallback === undefined ? -1 : ends.indexOf(fallback);
    const otherwise: Destination | null =
      fallback === undefined
        ? null
        : index === -1
          ? { to: 'both', pointer: fallback }
          : { to: 'branches', indexes: [index] };
    return {
      property,
      cases: toCases(claims, (claimants) => {
        const [only] = claimants;
        if (claimants.length === 1 && only !== undefined) return only.destination;
        return {
          to: 'branches',
          indexes: claimants.flatMap(({ destination }) =>
            destination.to === 'branches' ? destination.indexes : [],
          ),
        };
      }),
      missing: otherwise,
      unknown: otherwise,
      objects: kinds.every(({ other }) => !other),
      allowed: allowedBy(claims),
    };
  };

  const destinationOf = (parent: Pointer, pointer: Pointer): Destination => {
    if (pointer === parent) return { to: 'self' };
    return { to: isChild(pointer, parent) ? 'child' : 'both', pointer };
  };

  const ofParent = (pointer: Pointer, property: string): Dispatch | undefined => {
    const kin = kinOf(pointer);
    const fallback = defaultMappingOf(schemas, pointer);
    const targets = mappingOf(schemas, pointer).map(([, target]) => target);
    const inherited = valuesOf(schemas, pointer, property);
    const candidates = [...new Set([...kin.keys(), ...targets])].map((one): Candidate => {
      const values = valuesOf(schemas, one, property);
      return {
        destination: destinationOf(pointer, one),
        mapped: tagsFor(pointer, one),
        named: kin.get(one) ?? [],
        values,
        // What all children have from their parent tells nothing of one.
        telling: values?.size === inherited?.size ? undefined : values,
      };
    });
    const children = candidates.filter(({ destination }) => destination.to !== 'self');
    // A tag that several may have tells nothing of them.
    const all = claimsOf(candidates);
    const claims = new Map([...all].filter(([, claimants]) => claimants.size === 1));
    if (!children.some((child) => isClaimed(child, claims)) && fallback === undefined) return undefined;
    const isUnsure = children.some(
      (child) => !isClaimed(child, claims) && [...(child.values ?? [])].some((value) => !claims.has(value)),
    );
    const otherwise = fallback === undefined ? null : destinationOf(pointer, fallback);
    const others = [...(inherited ?? [])].filter((value) => isTag(value) && !all.has(value));
    const cases = toCases(claims, ([only]) => only?.destination ?? { to: 'self' });
    return {
      property,
      // Tags that the parent lists and no child has are its own.
      cases: others.length === 0 ? cases : [...cases, { tags: others, destination: { to: 'self' } }],
      missing: otherwise,
      unknown: otherwise ?? (isUnsure ? { to: 'self' } : null),
      objects: false,
      allowed: [...allowedBy(claims), ...others],
    };
  };

  /** The schema with a discriminator that all branches of a union are made of. */
  const sharedParent = (pointer: Pointer): Pointer | undefined => {
    const [first, ...others] = branchesOf(schemas, pointer).map((branch) => {
      const end = endOf(schemas, branch);
      return parentsOf(end, schemas.at(end));
    });
    return [...(first ?? [])].find((parent) => others.every((parents) => parents.has(parent)));
  };

  return remembering((pointer) => {
    const node = schemas.at(pointer);
    const isUnion = unionOf(node) !== undefined;
    const own = tagOf(node);
    if (own !== undefined) return isUnion ? ofUnion(pointer, own, pointer) : ofParent(pointer, own);
    const parent = isUnion ? sharedParent(pointer) : undefined;
    const property = parent === undefined ? undefined : tagOf(schemas.at(parent));
    return parent === undefined || property === undefined ? undefined : ofUnion(pointer, property, parent);
  });
};

/** Where a value with a tag is checked; null where it is refused. */
export const destinationFor = (dispatch: Dispatch, tag: unknown): Destination | null =>
  dispatch.cases.find(({ tags }) => tags.includes(tag))?.destination ??
  (tag === undefined ? dispatch.missing : dispatch.unknown);
