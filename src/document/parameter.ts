import { memberOf } from '../problem/pointer.ts';
import { checkDefault } from './default.ts';
import type { Findings } from './findings.ts';
import { isNode, type Node, nodeOf, own, textOf } from './node.ts';
import type { Parameter, ParameterLocation, Pointer, Schemas, Shape, Style, Version } from './operation.ts';
import { type Located, memberAt } from './schemas.ts';
import { type Default, readDefault, readShapeFrom } from './shape.ts';

const LOCATIONS: readonly string[] = ['path', 'query', 'header', 'cookie', 'querystring'];

export const isLocation = (text: unknown): text is ParameterLocation =>
  typeof text === 'string' && LOCATIONS.includes(text);

/** The styles that a location knows; the first is its default (OpenAPI 3.x, Style Values). */
const STYLES: Readonly<Record<ParameterLocation, readonly Style[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
  querystring: ['form'],
};

// OpenAPI 3.x says so; 2.0 does not, but there too it is consumes, produces and security that decide about these fields.
const IGNORED_HEADERS = new Set(['accept', 'content-type', 'authorization']);

export const isIgnored = ({ in: location, name }: Pick<Parameter, 'in' | 'name'>): boolean =>
  location === 'header' && IGNORED_HEADERS.has(name.toLowerCase());

/** Whether one name at one place is meant; header names are case-insensitive. */
export const identityOf = ({ in: location, name }: Pick<Parameter, 'in' | 'name'>): string =>
  `${location} ${location === 'header' ? name.toLowerCase() : name}`;

/** The styles that a version allows in a location. */
export const stylesOf = (location: ParameterLocation, version: Version): readonly Style[] =>
  STYLES[location].filter((style) => style !== 'cookie' || version === '3.2');

const isStyleOf = (location: ParameterLocation, version: Version, style: unknown): style is Style =>
  stylesOf(location, version).some((known) => known === style);

const holds = (shape: Shape, type: 'array' | 'object'): boolean =>
  shape.types.includes(type) || (shape.anyOf ?? []).some((branch) => holds(branch, type));

/** Styles that the specification gives no meaning for some shape. Their texts are still read as one would write them. */
const isMeaningless = (style: Style, shape: Shape): boolean => {
  if (shape.types.length === 0 && shape.anyOf === undefined) return false;
  if (style === 'deepObject') return !holds(shape, 'object');
  const delimited = style === 'spaceDelimited' || style === 'pipeDelimited';
  return delimited && !holds(shape, 'array') && !holds(shape, 'object');
};

/** The schema that a value has to fit, and the media type it is written in, if any. */
const readSchema = (parameter: Located): { schema: Located | null; content?: string } => {
  const content = memberAt(parameter, 'content');
  const type = isNode(content.node) ? Object.keys(content.node)[0] : undefined;
  const schema = memberAt(type === undefined ? parameter : memberAt(content, type), 'schema');
  return {
    schema: schema.node === undefined ? null : schema,
    ...(type === undefined ? {} : { content: type.toLowerCase() }),
  };
};

/** A querystring parameter is the whole query (OpenAPI 3.2). */
export function checkQuerystring(
  findings: Findings,
  parameters: readonly Parameter[],
  pointer: Pointer,
): void {
  const whole = parameters.filter((one) => one.in === 'querystring');
  if (whole.length === 0 || (whole.length === 1 && parameters.every((one) => one.in !== 'query'))) return;
  findings.error(
    'querystring-alone',
    pointer,
    'A querystring parameter stands for the whole query, and the operation has other parameters in it.',
    'Keep either the one or the others.',
  );
}

/** A default that is null is no default: what is not sent is null anyway. */
export function checkFill(findings: Findings, name: string, { value, node, pointer }: Default): void {
  const wrong = value === null ? null : checkDefault(node, value);
  if (wrong === null) return;
  const message = `The default of the parameter ${name} ${wrong}.`;
  findings.error('default-invalid', memberOf(pointer, 'default'), message, 'Mend the default.');
}

const styleOf = (node: Node, location: ParameterLocation, version: Version): Style => {
  const named = own(node, 'style');
  return isStyleOf(location, version, named) ? named : (STYLES[location][0] ?? 'form');
};

const explodes = (node: Node, style: Style): boolean => {
  const explode = own(node, 'explode');
  return typeof explode === 'boolean' ? explode : style === 'form' || style === 'cookie';
};

function checkStyle(findings: Findings, style: Style, shape: Shape, pointer: Pointer): void {
  if (!isMeaningless(style, shape)) return;
  const message = `The specification does not say how ${style} writes a value of this type.`;
  findings.warn('style-undefined', pointer, message, 'Use form.');
}

/** A Parameter Object of 3.x in common words; undefined where it lacks a name or a known location. */
export function readParameter(
  schemas: Schemas,
  findings: Findings,
  value: unknown,
  pointer: Pointer,
): Parameter | undefined {
  const node = nodeOf(value);
  const name = textOf(own(node, 'name'));
  const location = own(node, 'in');
  if (name === undefined || !isLocation(location)) return undefined;

  const style = styleOf(node, location, schemas.version);
  const { schema, content } = readSchema({ node, pointer });
  const { shape, plain } =
    schema === null ? { shape: { types: [] }, plain: content === undefined } : readShapeFrom(schemas, schema);
  if (content === undefined) checkStyle(findings, style, shape, pointer);
  const fill = schema === null ? undefined : readDefault(schemas, schema);
  if (fill !== undefined) checkFill(findings, name, fill);
  return {
    name,
    in: location,
    pointer,
    required: location === 'path' || own(node, 'required') === true,
    style,
    explode: explodes(node, style),
    allowEmptyValue: own(node, 'allowEmptyValue') === true,
    schema: schema?.pointer ?? null,
    shape,
    plain: plain && content === undefined,
    ...(fill === undefined ? {} : { default: fill.value }),
    ...(content === undefined ? {} : { content }),
  };
}
