import { nodeOf, own, textOf as stringOf } from '../document/node.ts';
import type { Operation, Parameter, ParameterLocation, Schemas } from '../document/operation.ts';
import { isJson, parseMediaType } from '../http/media-type.ts';
import { alternativesOf } from '../parameters/alternatives.ts';
import { commentOf } from './comment.ts';
import { type ContentTypes, responseType } from './content-types.ts';
import { componentName } from './names.ts';
import type { SchemaTypes } from './schema-types.ts';
import { atom, bodyOf, keyOf, lookUp, NULL, textOf, union } from './text.ts';

const LOCATIONS = ['query', 'header', 'path', 'cookie'] as const;

export interface OperationTypesOptions {
  readonly schemas: Schemas;
  readonly types: SchemaTypes;
  readonly contents: ContentTypes;
}

/** Writes the types of operations. */
export interface OperationTypes {
  readonly of: (operation: Operation) => string;
  readonly remarkOf: (operation: Operation) => string;
  readonly parameters: (parameters: readonly Parameter[]) => string;
  /** Of a parameter as clients write it. */
  readonly parameter: (parameter: Parameter) => string;
  readonly parameterRemark: (parameter: Parameter) => string;
}

const isKey = (status: string): string => (/^\d+$/.test(status) ? status : keyOf(status));

export function createOperationTypes({ schemas, types, contents }: OperationTypesOptions): OperationTypes {
  const parameter = ({ schema, content }: Parameter): string =>
    schema === null || content !== undefined ? 'string' : textOf(types.of(schema, 'client'));

  const parameterRemark = ({ pointer, default: value }: Parameter): string => {
    const node = nodeOf(schemas.at(pointer));
    return commentOf({
      description: stringOf(own(node, 'description')),
      format: stringOf(own(nodeOf(own(node, 'schema')), 'format')),
      default: value,
      deprecated: own(node, 'deprecated') === true,
    });
  };

  const referred = (one: Parameter): string => {
    const name = componentName(schemas, 'parameters', one.pointer);
    return name === undefined ? parameter(one) : lookUp('components', 'parameters', name);
  };

  const groupOf = (parameters: readonly Parameter[], location: ParameterLocation): string => {
    const own = parameters.filter((one) => one.in === location);
    if (own.length === 0) return `${location}?: never`;
    const members = own.map(
      (one) => `${parameterRemark(one)}${keyOf(one.name)}${one.required ? '' : '?'}: ${referred(one)}`,
    );
    return `${location}${own.some((one) => one.required) ? '' : '?'}: ${bodyOf(members)}`;
  };

  const parametersOf = (parameters: readonly Parameter[]): string =>
    bodyOf(LOCATIONS.map((location) => groupOf(parameters, location)));

  // What a process receives

  const isParsed = (content: string): boolean => {
    const parts = parseMediaType(content);
    return parts !== null && isJson(parts);
  };

  const castType = ({ schema, content }: Parameter): string => {
    if (schema === null) return content !== undefined && isParsed(content) ? 'unknown' : 'string';
    return textOf(types.of(schema, content !== undefined && isParsed(content) ? 'client' : 'cast'));
  };

  /** An empty text may stand for nothing. */
  const isEmptied = ({ allowEmptyValue, in: location, shape }: Parameter): boolean => {
    const { scalars, array } = alternativesOf(shape);
    return (
      allowEmptyValue &&
      location === 'query' &&
      array === null &&
      !scalars.some(({ types: [type] }) => type === undefined || type === 'string')
    );
  };

  const receivedType = (one: Parameter): string => {
    const mayBeNull =
      isEmptied(one) || (!one.required && (one.default === undefined || one.default === null));
    const type = castType(one);
    return mayBeNull ? textOf(union([atom(type), NULL])) : type;
  };

  /** What `Trigger` makes of the type for clients by itself. */
  const expectedType = (one: Parameter): string =>
    one.required ? parameter(one) : textOf(union([atom(parameter(one)), NULL]));

  /** The whole of the query is one parameter, which the types for clients do not have. */
  const isWhole = ({ in: location }: Parameter, group: string): boolean =>
    location === 'querystring' && group === 'query';

  const receivedGroup = (parameters: readonly Parameter[], group: string): readonly string[] => {
    const other = parameters.filter((one) =>
      one.in === group ? receivedType(one) !== expectedType(one) : isWhole(one, group),
    );
    if (other.length === 0) return [];
    return [`${group}: ${bodyOf(other.map((one) => `${keyOf(one.name)}: ${receivedType(one)}`))}`];
  };

  const receivedBody = ({ body }: Operation): readonly string[] => {
    if (body === null) return [];
    const received = contents.of(body, 'request');
    return received === contents.of(body, 'client') ? [] : [`body: ${received}`];
  };

  const triggerOf = (operation: Operation): readonly string[] => {
    const members = [
      ...LOCATIONS.flatMap((group) => receivedGroup(operation.parameters, group)),
      ...receivedBody(operation),
    ];
    return members.length === 0
      ? []
      : [`/** What a process receives, where it is not what clients send. */\ntrigger?: ${bodyOf(members)}`];
  };

  // Bodies, responses

  const bodyType = ({ body }: Operation): string => {
    if (body === null) return 'requestBody?: never';
    const name =
      schemas.version === '2.0' ? undefined : componentName(schemas, 'requestBodies', body.pointer);
    const type =
      name === undefined
        ? bodyOf([`content: ${contents.of(body, 'client')}`])
        : lookUp('components', 'requestBodies', name);
    return `requestBody${body.required ? '' : '?'}: ${type}`;
  };

  const responsesOf = ({ responses }: Operation, side: 'client' | 'answer'): string =>
    responses.length === 0
      ? 'never'
      : bodyOf(
          responses.map((response) => {
            const type = responseType(schemas, contents, response, side);
            return `${contents.remarkOf(response.pointer)}${isKey(response.status)}: ${type}`;
          }),
        );

  const answersOf = (operation: Operation): readonly string[] => {
    const answers = responsesOf(operation, 'answer');
    return answers === responsesOf(operation, 'client')
      ? []
      : [`/** What a process answers, where it is not what clients get. */\nanswers?: ${answers}`];
  };

  return {
    of: (operation) =>
      bodyOf([
        `parameters: ${parametersOf(operation.parameters)}`,
        bodyType(operation),
        `responses: ${responsesOf(operation, 'client')}`,
        ...triggerOf(operation),
        ...answersOf(operation),
      ]),
    remarkOf: ({ pointer }) => {
      const node = nodeOf(schemas.at(pointer));
      return commentOf({
        description: [own(node, 'summary'), own(node, 'description')]
          .filter((one) => typeof one === 'string')
          .join('\n\n'),
        deprecated: own(node, 'deprecated') === true,
      });
    },
    parameters: parametersOf,
    parameter,
    parameterRemark,
  };
}
