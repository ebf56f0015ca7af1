import type { Operation } from '../../document/operation.ts';
import type { Finding } from '../../problem/finding.ts';
import { asksForNothing } from '../authorize.ts';

/** What policies and operations have to do with each other. */
export interface PolicyReach {
  readonly policy: string;
  readonly pointer: string;
  /** Whom it lets in: everybody, callers who are known; or it says nothing of them. */
  readonly asksFor: 'anybody' | 'known' | 'nothing';
  /** The same for endpoints that no call can tell apart. */
  readonly key: string;
  readonly operations: readonly Operation[];
  /** Operations that it reaches under some of their base paths only. */
  readonly partly: readonly Operation[];
  /** Name of the policy that decides wherever this endpoint would; null where there is none. */
  readonly shadowedBy: string | null;
  /** The path that was probably meant: with the base path in front. */
  readonly meant: string | null;
}

/** Endpoints of two policies that no call can tell apart. */
export function findPolicyConflicts(reaches: readonly PolicyReach[]): readonly Finding[] {
  const first = new Map<string, PolicyReach>();
  return reaches.flatMap((reach) => {
    const other = first.get(reach.key);
    if (other === undefined) {
      first.set(reach.key, reach);
      return [];
    }
    return {
      code: 'policy-conflict',
      pointer: reach.pointer,
      message: `The same endpoint stands in the policies ${other.policy} and ${reach.policy}; nothing decides between them.`,
      mend: 'Drop one of them.',
    };
  });
}

/** Policies for known callers about operations that nobody can be known to. */
export const findUnknowable = (reaches: readonly PolicyReach[]): readonly Finding[] =>
  reaches.flatMap(({ asksFor, operations, pointer, policy: name }) => {
    const open = asksFor === 'known' ? operations.find(asksForNothing) : undefined;
    if (open === undefined) return [];
    return {
      code: 'policy-unidentified',
      pointer,
      message: `The policy ${name} lets in known callers only, and ${open.id} asks for no credentials, so that nobody is known.`,
      mend: `Declare security for ${open.id}, or add the identity "public".`,
    };
  });

/** An operation that can be called under another base path is out of reach there. */
export const findPartly = (reaches: readonly PolicyReach[]): readonly Finding[] =>
  reaches.flatMap(({ partly: [first], pointer, policy: name }) =>
    first === undefined
      ? []
      : {
          code: 'policy-partly',
          pointer,
          message: `${first.id} is served under several base paths, ${first.basePaths.join(', ')}, and this endpoint of the policy ${name} is not about all of them.`,
          mend: 'Add an endpoint for each, or bind with one basePath.',
        },
  );

function mendUnreached(shadowedBy: string | null, meant: string | null): string {
  if (shadowedBy !== null) return 'Drop it, if it is meant for this API alone.';
  return meant === null
    ? 'Mend the path, base path included, if it is meant for this API.'
    : `Did you mean ${meant}?`;
}

/** Endpoints that no operation has: perhaps of another API, perhaps misspelt. */
export const findUnreached = (reaches: readonly PolicyReach[]): readonly Finding[] =>
  reaches
    // What a policy says at one endpoint it may say at a broader one again, for what comes later.
    .filter(({ operations, shadowedBy, policy }) => operations.length === 0 && shadowedBy !== policy)
    .map(({ pointer, policy: name, shadowedBy, meant }) => ({
      code: 'policy-unreached',
      pointer,
      message:
        shadowedBy === null
          ? `No bound operation is at this endpoint of the policy ${name}.`
          : `The policy ${shadowedBy} decides wherever this endpoint of the policy ${name} would.`,
      mend: mendUnreached(shadowedBy, meant),
    }));
