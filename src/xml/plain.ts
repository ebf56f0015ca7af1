/** A value as it can be written: no more than texts, lists and members. */
export type Plain =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'null' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly unknown[]; readonly source: object }
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, unknown>; readonly source: object };

const text = (written: string): Plain => ({ kind: 'text', text: written });

const refused = (what: string): TypeError => new TypeError(`${what} cannot be written as XML.`);

function plainNumber(value: number): Plain {
  if (!Number.isFinite(value)) throw refused('A number that is not finite');
  return text(String(value));
}

function plainDate(value: Date): Plain {
  if (Number.isNaN(value.getTime())) throw refused('An invalid Date');
  return text(value.toISOString());
}

function plainMap(value: ReadonlyMap<unknown, unknown>): Plain {
  const members = new Map<string, unknown>();
  for (const [name, member] of value) {
    if (typeof name !== 'string') throw refused('A Map with keys that are no strings');
    members.set(name, member);
  }
  return { kind: 'members', members, source: value };
}

const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

const toJsonOf = (value: object): unknown => ('toJSON' in value ? value.toJSON : undefined);

function plainObject(value: object, isJson: boolean): Plain {
  if (value instanceof Date) return plainDate(value);
  if (value instanceof Uint8Array) return text(toBase64(value));
  const toJson = isJson ? undefined : toJsonOf(value);
  if (typeof toJson === 'function') return toPlain(toJson.call(value, ''), true);
  if (Array.isArray(value)) return { kind: 'list', items: value, source: value };
  if (value instanceof Set) return { kind: 'list', items: [...value], source: value };
  if (value instanceof Map) return plainMap(value);
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return toPlain(value.valueOf());
  return { kind: 'members', members: new Map(Object.entries(value)), source: value };
}

/** Takes a value apart, one level deep. `isJson`: it is what a `toJSON` gave, which is not asked again. */
export function toPlain(value: unknown, isJson = false): Plain {
  switch (typeof value) {
    case 'undefined':
      return { kind: 'nothing' };
    case 'string':
      return text(value);
    case 'number':
      return plainNumber(value);
    case 'bigint':
    case 'boolean':
      return text(String(value));
    case 'object':
      return value === null ? { kind: 'null' } : plainObject(value, isJson);
    default:
      throw refused(`A ${typeof value}`);
  }
}
