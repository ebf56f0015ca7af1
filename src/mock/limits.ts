/** What making up a value may cost. */
export interface Limits {
  /** Levels down to which optional members are filled. */
  readonly depth: number;
  /** Schemas looked at after which optional members are left out. */
  readonly schemas: number;
  /** Schemas looked at after which everything is left out. */
  readonly mostSchemas: number;
  /** Levels below which there is nothing, however required. */
  readonly mostDepth: number;
  /** Items of a list, however many are required. */
  readonly items: number;
}

export const LIMITS: Limits = { depth: 4, schemas: 2_000, mostSchemas: 10_000, mostDepth: 64, items: 20 };
