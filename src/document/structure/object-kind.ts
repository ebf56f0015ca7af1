import type { Version } from '../operation.ts';
import { type Kind, type ObjectTable, parseKind, type Tables } from './notation.ts';
import { OPENAPI_3_0 } from './openapi-3.0.ts';
import { OPENAPI_3_1 } from './openapi-3.1.ts';
import { OPENAPI_3_2 } from './openapi-3.2.ts';
import { SWAGGER_2_0 } from './swagger-2.0.ts';

const TABLES: Readonly<Record<Version, Tables>> = {
  '2.0': SWAGGER_2_0,
  '3.0': OPENAPI_3_0,
  '3.1': OPENAPI_3_1,
  '3.2': OPENAPI_3_2,
};

/** An {@link ObjectTable} with its notation read. */
export interface ObjectKind {
  readonly name: string;
  readonly fields: ReadonlyMap<string, Kind>;
  readonly required: readonly (readonly [name: string, Kind['required']])[];
  readonly members: readonly [names: RegExp, kind: Kind] | undefined;
  readonly unknown: ObjectTable['unknown'];
  /** What was looked at as this kind of object before. */
  readonly seen: Set<object>;
}

const toObjectKind = (name: string, table: ObjectTable): ObjectKind => {
  const fields = new Map(
    Object.entries(table.fields).map(([field, notation]) => [field, parseKind(notation)]),
  );
  return {
    name,
    fields,
    required: [...fields]
      .filter(([, kind]) => kind.required !== 'no')
      .map(([field, kind]) => [field, kind.required]),
    members: table.members && [table.members[0], parseKind(table.members[1])],
    unknown: table.unknown,
    seen: new Set(),
  };
};

/** Every kind of object of a version, by its name. */
export const readObjectKinds = (version: Version): ReadonlyMap<string, ObjectKind> =>
  new Map(Object.entries(TABLES[version]).map(([name, table]) => [name, toObjectKind(name, table)]));

/** What one calls an object of a kind: `a Server Object`. */
export const an = (name: string): string => `${/^[AEIOX]/.test(name) ? 'an' : 'a'} ${name} Object`;
