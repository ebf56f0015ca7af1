import type { Operation } from '../../document/operation.ts';
import type { ScopeRule } from '../authorize.ts';
import { nameOf } from '../endpoint.ts';
import type { Decision, Governing } from './govern.ts';

/** Who may call an operation under a URL, and which rule says so. */
export interface Access {
  /** Protocols that calls may come over. */
  readonly protocols: readonly ('http' | 'https')[];
  /** What the document asks for: `api_key, or oauth with all of read, write`; `nothing` where everybody may call. */
  readonly credentials: string;
  /** Name of the policy that decides; null where none is about the call. */
  readonly policy: string | null;
  /** The endpoint of that policy: `ALL /api/v1/crm`. */
  readonly endpoint: string | null;
  /** Identities that may call, by that policy; null where whoever the document lets in may. */
  readonly identities: readonly string[] | null;
  /** Why, in one sentence. */
  readonly reason: string;
}

const scopesText = (scopes: readonly string[], rule: ScopeRule): string => {
  if (scopes.length === 0) return '';
  return ` with ${scopes.length === 1 ? '' : `${rule} of `}${scopes.join(', ')}`;
};

/** Requirements in words. */
function credentialsText({ security }: Operation, rule: ScopeRule): string {
  const alternatives = security.map((requirement) =>
    requirement.length === 0
      ? 'nothing'
      : requirement.map(({ scheme, scopes }) => scheme + scopesText(scopes, rule)).join(' and '),
  );
  return alternatives.length === 0 ? 'nothing' : alternatives.join(', or ');
}

/** Why no rule of a policy decides. */
const REASONS: Readonly<Record<Exclude<Decision, object>, (credentials: string) => string>> = {
  document: (credentials) => `The document asks for ${credentials}.`,
  closed: () =>
    'Nobody may call: the document asks for no credentials, requireSecurity closes it, and no policy opens it.',
  unclear: () =>
    'Nobody may call: the path holds dots for segments, or escapes that are no UTF-8, and policies could read it in two ways.',
};

/** What the options say of an operation. */
interface Said {
  readonly scopes: ScopeRule;
  readonly protocols: Access['protocols'];
}

/** Says who may make a call of an operation. */
export function explainAccess(
  operation: Operation,
  governing: Governing | null,
  url: string,
  { scopes, protocols }: Said,
): Access {
  const credentials = credentialsText(operation, scopes);
  const decision = governing?.decide(url) ?? 'document';
  if (typeof decision === 'string') {
    const reason = REASONS[decision](credentials);
    return { protocols, credentials, policy: null, endpoint: null, identities: null, reason };
  }
  const { policy, identities } = decision.target;
  const endpoint = nameOf(decision.endpoint);
  const names = identities?.map(({ name }) => name) ?? null;
  const who = names === null ? 'whoever the document lets in' : names.join('; or ');
  const reason = `The document asks for ${credentials}; the policy ${policy} decides by ${endpoint}: ${who}.`;
  return { protocols, credentials, policy, endpoint, identities: names, reason };
}
