/** What becomes of an answer that does not fit the document. */
export type CheckMode = 'off' | 'report' | 'enforce';

/**
 * How answers are checked.
 *
 * @example
 * const api = await bind('petstore.yaml', processes, { responses: { check: 'enforce', undocumented: 'report' } });
 */
export interface ResponseRules {
  /** `off`: not at all. `report`: `onError` is told. `enforce`: `onError` is told, and the caller gets 500 `response-invalid`. */
  readonly check: CheckMode;
  /** The same for a status that the operation does not declare. Default: as `check`, where `off` is `allow`. */
  readonly undocumented?: 'allow' | 'report' | 'enforce';
}

/** The rules in full; answers are not checked where nothing is said. */
export function readRules(given: CheckMode | ResponseRules = 'off'): Required<ResponseRules> {
  const { check = 'off', undocumented }: Partial<ResponseRules> =
    typeof given === 'string' ? { check: given } : given;
  return { check, undocumented: undocumented ?? (check === 'off' ? 'allow' : check) };
}

/** The same rules in a test: all is enforced, but for statuses that are allowed on purpose. */
export function enforcing(given: CheckMode | ResponseRules = 'off'): ResponseRules {
  const allows = typeof given === 'object' && given.undocumented === 'allow';
  return { check: 'enforce', undocumented: allows ? 'allow' : 'enforce' };
}

/** The same of one operation: where it says nothing, the rules of all go; where it says off on purpose, it stays off. */
export const enforcingOwn = (given: CheckMode | ResponseRules | undefined): typeof given =>
  given === undefined || readRules(given).check === 'off' ? given : enforcing(given);
