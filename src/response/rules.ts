/** What becomes of an answer that does not fit the document. */
export type CheckMode = 'off' | 'report' | 'enforce';

/** How answers are checked. */
export interface ResponseRules {
  /** `off`: not at all. `report`: `onError` is told. `enforce`: `onError` is told, and the caller gets 500 `response-invalid`. */
  readonly check: CheckMode;
  /** The same for a status that the operation does not declare. Default: as `check`, where `off` is `allow`. */
  readonly undocumented?: 'allow' | 'report' | 'enforce';
}
