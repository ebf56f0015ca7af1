import type { Body, Operation, Parameter } from '../document/operation.ts';
import { isJsonType } from '../http/media-type.ts';
import { GROUP_OF, PARAMETER_GROUPS, type ParameterGroup } from '../http/parameter-group.ts';
import type { SchemaIssue } from '../problem/issue.ts';
import { nearest } from '../problem/nearest.ts';
import type { Contract } from './contract-of.ts';

type Values = Readonly<Record<string, unknown>>;

/** Values by group, as a test gives them and as a trigger has them. */
export type Groups = Readonly<Record<ParameterGroup, Values>>;

const toldOf = (place: string, issues: readonly SchemaIssue[]): string[] =>
  issues.map(({ pointer, message }) => `${place}${pointer}: ${message}`);

/** Names that the operation does not declare, which its process would never see. */
function strangers({ parameters }: Operation, given: Groups): readonly string[] {
  return PARAMETER_GROUPS.flatMap((group) => {
    const names = parameters.filter((one) => GROUP_OF[one.in] === group).map(({ name }) => name);
    return Object.keys(given[group])
      .filter((name) => !names.includes(name))
      .map((name) => {
        const meant = nearest(name, names);
        return `${group}.${name}: There is no such parameter.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
      });
  });
}

/** What no caller could have sent, by the document. Int64 beyond numbers is nothing that a check of JSON knows. */
function faultsOf(contract: Contract, parameter: Parameter, value: unknown): readonly string[] {
  const { name, schema, required } = parameter;
  const place = `${GROUP_OF[parameter.in]}.${name}`;
  if (value === undefined) return required ? [`${place}: This parameter is required.`] : [];
  const isExact = (contract.options.int64 ?? 'number') === 'number';
  const issues =
    schema === null || value === null || !isExact ? null : contract.checkOf(schema, 'request')(value);
  return toldOf(place, issues ?? []);
}

const isChecked = ({ content }: Body): boolean =>
  content.length > 0 && content.every(({ type, schema }) => schema !== null && isJsonType(type));

function faultsOfBody(contract: Contract, { body }: Operation, value: unknown): readonly string[] {
  if (body === null) return value === undefined ? [] : ['body: The operation takes none.'];
  if (value === undefined) return body.required ? ['body: It is required.'] : [];
  if (!isChecked(body)) return [];
  const all = body.content.map(({ schema }) => contract.checkOf(schema ?? '', 'request')(value));
  return all.includes(null) ? [] : toldOf('body', all[0] ?? []);
}

/** A body with the defaults of its schema, as a process gets it. What was given is not changed. */
export function fakeBody(contract: Contract, { body }: Operation, value: unknown): unknown {
  if (body === null || value === undefined || !isChecked(body)) return value;
  const fitting = body.content.find(
    ({ schema }) => contract.checkOf(schema ?? '', 'request')(value) === null,
  );
  const fill = contract.fillOf(fitting?.schema ?? '');
  return fill === null ? value : fill(structuredClone(value));
}

/**
 * Every declared parameter: the value that is given, else its default, else null.
 *
 * @throws {TypeError} with a line for each thing that no caller could have sent.
 */
export function fakeGroups(contract: Contract, operation: Operation, given: Groups, body: unknown): Groups {
  const givenFor = ({ in: location, name }: Parameter): unknown => {
    const group = given[GROUP_OF[location]];
    return Object.hasOwn(group, name) ? group[name] : undefined;
  };
  const faults = [
    ...strangers(operation, given),
    ...operation.parameters.flatMap((parameter) => faultsOf(contract, parameter, givenFor(parameter))),
    ...faultsOfBody(contract, operation, body),
  ];
  if (faults.length > 0)
    throw new TypeError(
      [`${operation.id} is never called like this:`, ...faults.map((one) => `  ${one}`)].join('\n'),
    );
  const filled = (group: ParameterGroup): Values =>
    Object.fromEntries(
      operation.parameters
        .filter((one) => GROUP_OF[one.in] === group)
        .map((one) => [one.name, givenFor(one) ?? one.default ?? null]),
    );
  return {
    path: filled('path'),
    query: filled('query'),
    headers: filled('headers'),
    cookies: filled('cookies'),
  };
}
