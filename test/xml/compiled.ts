import type { Version } from '../../src/document/operation.ts';
import { readShape } from '../../src/document/shape.ts';
import { compileCastText } from '../../src/parameters/cast.ts';
import type { Issue } from '../../src/problem/issue.ts';
import { Problem } from '../../src/problem/problem.ts';
import type { CastText } from '../../src/xml/cast-text.ts';
import { compileReadXml } from '../../src/xml/read.ts';
import { compileWriteXml, type WriteXml } from '../../src/xml/write.ts';
import { schemasOf } from '../schema/schemas.ts';

/** What reading a text gave: a value, or the detail of a problem, and issues as `pointer code`. */
export interface Outcome {
  readonly value?: unknown;
  readonly detail?: string | undefined;
  readonly issues?: readonly string[];
}

export interface Compiled {
  readonly read: (text: string) => Outcome;
  readonly write: WriteXml;
}

/** Reading and writing by a schema, or by a component where the schema is its name. Casts as an API does. */
export function compileXml(
  schema: object | string | null,
  { components = {}, version = '3.1' }: { components?: Record<string, unknown>; version?: Version } = {},
): Compiled {
  const body = typeof schema === 'string' ? { $ref: `#/components/schemas/${schema}` } : schema;
  const schemas = schemasOf({ body, components: { schemas: components } }, version);
  const castOf = (pointer: string): CastText => compileCastText(readShape(schemas, pointer).shape);
  const pointer = schema === null ? null : '#/body';
  const readXml = compileReadXml(pointer, { schemas, castOf });
  return {
    read: (text) => {
      const issues: Issue[] = [];
      const value = readXml(text, issues);
      if (value instanceof Problem) return { detail: value.detail };
      return issues.length === 0
        ? { value }
        : { issues: issues.map(({ pointer: at, code }) => `${at} ${code}`) };
    },
    write: compileWriteXml(pointer, { schemas }),
  };
}
