/**
 * The "Fixed Fields" tables of the specifications as data. A field's kind is written
 *
 *     string  boolean  number  integer  any      a JSON value
 *     Server                                     an object of that name
 *     Parameter|Reference                        one, or a reference to one
 *     [Server]  {Schema}                         a list of them, a map of them
 *
 * followed by `!` (required), `?` (required, but nothing served depends on it) and `~` (nothing served depends on its
 * being of that kind). What breaks a rule marked `?` or `~` is a warning, all else is a finding.
 */
export type Fields = Readonly<Record<string, string>>;

export interface ObjectTable {
  readonly fields: Fields;
  /** Members that are no fixed fields: a pattern of their names, and their kind. */
  readonly members?: readonly [names: RegExp, kind: string];
  /** Whether names that the table does not know are an error. Default: a warning. */
  readonly unknown?: 'error' | 'allowed';
}

/** Every object of one version, by its name in the specification. */
export type Tables = Readonly<Record<string, ObjectTable>>;

export interface Kind {
  readonly base: string;
  readonly container: 'none' | 'list' | 'map';
  readonly reference: boolean;
  readonly required: 'no' | 'harmless' | 'yes';
  readonly harmless: boolean;
  /** Whether a value is one of those that `base` names; false where it names a kind of objects. */
  readonly isOne: (value: unknown) => boolean;
  /** Whether a value is as it should be, and holds nothing more to be looked at. */
  readonly isPlain: (value: unknown) => boolean;
}

const VALUES: Readonly<Record<string, Kind['isOne']>> = {
  any: () => true,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
};

const never = (): boolean => false;

/** Reads the notation of one kind. */
export function parseKind(notation: string): Kind {
  const [base = 'any'] = /\w+/.exec(notation) ?? [];
  const container = notation.startsWith('[') ? 'list' : notation.startsWith('{') ? 'map' : 'none';
  const isOne = VALUES[base] ?? never;
  return {
    base,
    container,
    reference: notation.includes('|Reference'),
    required: notation.endsWith('!') ? 'yes' : notation.endsWith('?') ? 'harmless' : 'no',
    harmless: notation.includes('~'),
    isOne,
    isPlain: container === 'none' ? isOne : never,
  };
}
