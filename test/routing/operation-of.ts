import type { Operation, Parameter, Shape, Style, TypeName } from '../../src/document/operation.ts';
import type { RoutingOptions } from '../../src/routing/router.ts';

export const EXACT: RoutingOptions = { caseSensitive: true, trailingSlash: 'strict' };

/** A type, or all of a shape. */
export type Kind = TypeName | Shape;

const parameterOf = (name: string, kind: Kind, style: Style): Parameter => ({
  name,
  in: 'path',
  pointer: `#/parameters/${name}`,
  required: true,
  style,
  explode: false,
  allowEmptyValue: false,
  schema: null,
  shape: typeof kind === 'string' ? { types: [kind] } : kind,
  plain: true,
});

interface More {
  readonly basePaths?: readonly string[];
  readonly style?: Style;
  readonly id?: string;
}

/** An operation as the document room makes it: `GET /pets/{id}` and the kinds of its parameters. */
export function operationOf(
  route: string,
  kinds: Readonly<Record<string, Kind>> = {},
  more: More = {},
): Operation {
  const [method = '', ...template] = route.split(' ');
  return {
    id: more.id ?? route,
    method,
    template: template.join(' '),
    pointer: `#/paths/${template.join(' ').replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}`,
    basePaths: more.basePaths ?? [''],
    parameters: Object.entries(kinds).map(([name, kind]) => parameterOf(name, kind, more.style ?? 'simple')),
    body: null,
    responses: [],
    security: [],
    settings: {},
  };
}
