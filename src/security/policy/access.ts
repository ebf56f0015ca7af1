import type { Operation } from '../../document/operation.ts';
import type { ScopeRule } from '../authorize.ts';
import { nameOf } from '../endpoint.ts';
import type { FindRuling } from './govern.ts';

/** Who may call an operation under a URL, and which rule says so. */
export interface Access {
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

const UNCLEAR =
  'The path holds dots for segments, or escapes that are no UTF-8; with policies it is refused.';

export interface AccessOptions {
  readonly scopes: ScopeRule;
  readonly isClosed: boolean;
}

/** Says who may make a call of an operation. */
export function explainAccess(
  operation: Operation,
  findRuling: FindRuling | null,
  url: string,
  { scopes, isClosed }: AccessOptions,
): Access {
  const credentials = credentialsText(operation, scopes);
  const rule = findRuling?.(url);
  if (rule === undefined || rule === null) {
    const said = rule === null && findRuling !== null ? UNCLEAR : `The document asks for ${credentials}`;
    const reason = isClosed ? 'Nobody: requireSecurity closes what asks for no credentials' : said;
    return {
      credentials,
      policy: null,
      endpoint: null,
      identities: null,
      reason: `${reason.replace(/\.$/, '')}.`,
    };
  }
  const { policy, identities } = rule.target;
  const endpoint = nameOf(rule.endpoint);
  const names = identities?.map(({ name }) => name) ?? null;
  const who = names === null ? 'whoever the document lets in' : names.join('; or ');
  return {
    credentials,
    policy,
    endpoint,
    identities: names,
    reason: `The document asks for ${credentials}; the policy ${policy} decides by ${endpoint}: ${who}.`,
  };
}
