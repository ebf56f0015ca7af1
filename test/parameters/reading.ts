import { loadDocument } from '../../src/document/load.ts';
import type { Operation } from '../../src/document/operation.ts';
import { compileForm } from '../../src/parameters/form.ts';
import { compileParameters, type ParameterOptions, type ParameterValues } from '../../src/parameters/read.ts';
import type { Check, Issue } from '../../src/problem/issue.ts';
import { createChecks } from '../../src/schema/checks.ts';

/** A request in raw parts. */
export interface RawRequest {
  readonly path?: readonly string[];
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

export interface Reading {
  readonly values: ParameterValues;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly issues: readonly Issue[];
}

type Options = Partial<Pick<ParameterOptions, 'int64' | 'unknownQuery'>>;

const documentOf = (version: string, template: string, parameters: readonly object[]): object => {
  const operation = { operationId: 'read', parameters, responses: { 200: { description: 'ok' } } };
  const method = parameters.some((parameter) => 'in' in parameter && parameter.in === 'formData')
    ? 'post'
    : 'get';
  const head = version === '2.0' ? { swagger: '2.0' } : { openapi: version };
  return { ...head, info: { title: 't', version: '1' }, paths: { [template]: { [method]: operation } } };
};

const readBody = (
  operation: Operation,
  checkOf: (schema: string) => Check,
  text: string,
  issues: Issue[],
) => {
  const [mediaType] = operation.body?.content ?? [];
  if (mediaType?.shape === undefined) return null;
  const value = compileForm(mediaType.shape, mediaType.encoding ?? {})(text, issues);
  const wrong = issues.length > 0 || mediaType.schema === null ? null : checkOf(mediaType.schema)(value);
  issues.push(...(wrong ?? []).map((issue) => ({ in: 'body' as const, ...issue })));
  return value;
};

/** Reads requests as an operation with these parameters does: through a document, with the checks of its schemas. */
export async function compileReading(
  version: string,
  parameters: readonly object[],
  options: Options = {},
): Promise<(request: RawRequest) => Reading> {
  const pathNames = parameters.flatMap((parameter) =>
    'in' in parameter && parameter.in === 'path' && 'name' in parameter ? [String(parameter.name)] : [],
  );
  const template = `/t${pathNames.map((name) => `/{${name}}`).join('')}`;
  const { operations, schemas, findings } = await loadDocument(documentOf(version, template, parameters));
  const [operation] = operations;
  if (operation === undefined) throw new Error(findings.map(({ message }) => message).join('\n'));
  const checks = createChecks(schemas);
  const checkOf = (schema: string): Check => checks.checkOf(schema, 'request');
  const read = compileParameters(operation.parameters, {
    pathNames,
    checkOf,
    int64: options.int64 ?? 'number',
    unknownQuery: options.unknownQuery ?? 'ignore',
  });
  return ({ path = [], query = '', headers = {}, body = '' }) => {
    const issues: Issue[] = [];
    const values = read({ path, query, request: { headers } }, issues);
    return { values, body: readBody(operation, checkOf, body, issues), issues };
  };
}
