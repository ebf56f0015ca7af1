import { type BindOptions, bind, type HttpRequest, ResponseMismatch } from '../../src/index.ts';
import { type Injected, inject } from '../../src/testing/index.ts';

export type Version = '2.0' | '3.0' | '3.1' | '3.2';

export const VERSIONS: readonly Version[] = ['2.0', '3.0', '3.1', '3.2'];

const FIRST_LINES: Readonly<Record<Version, object>> = {
  '2.0': { swagger: '2.0', produces: ['application/json'] },
  '3.0': { openapi: '3.0.4' },
  '3.1': { openapi: '3.1.1' },
  '3.2': { openapi: '3.2.0' },
};

/** What a response declares, in the words of no version. */
export interface Declared {
  readonly schema?: object;
  /** Media type; JSON if nothing is said. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, object>>;
}

const headers2 = (headers: object): object => headers;

const headers3 = (headers: Readonly<Record<string, object>>): object =>
  Object.fromEntries(Object.entries(headers).map(([name, schema]) => [name, { schema }]));

/** A response in the words of a version. */
function responseOf(version: Version, { schema, type = 'application/json', headers }: Declared): object {
  const named = { description: 'An answer' };
  if (version === '2.0')
    return { ...named, ...(schema && { schema }), ...(headers && { headers: headers2(headers) }) };
  return {
    ...named,
    ...(schema && { content: { [type]: { schema } } }),
    ...(headers && { headers: headers3(headers) }),
  };
}

/** A document with one operation, `a` at `/a`, and its responses by status. */
export const documentWith = (
  responses: Readonly<Record<string, object>>,
  version: Version = '3.1',
  method = 'get',
): object => ({
  ...FIRST_LINES[version],
  info: { title: 'test', version: '1' },
  paths: { '/a': { [method]: { operationId: 'a', responses } } },
});

/** The same of responses in the words of no version. */
export const documentOfVersion = (version: Version, responses: Readonly<Record<string, Declared>>): object =>
  documentWith(
    Object.fromEntries(
      Object.entries(responses).map(([status, declared]) => [status, responseOf(version, declared)]),
    ),
    version,
  );

export interface Asked {
  readonly answer: Injected;
  readonly errors: readonly unknown[];
  /** Code and pointer of each issue that `onError` was told of. */
  readonly issues: readonly string[];
}

/** Asks the one operation of a document, and listens to `onError`. */
export async function ask(
  document: object,
  process: (trigger: { readonly http: Pick<HttpRequest, 'method'> }) => unknown,
  responses: NonNullable<BindOptions['responses']>,
  method = 'GET',
): Promise<Asked> {
  const errors: unknown[] = [];
  const api = await bind(document, { a: process }, { responses, onError: (error) => errors.push(error) });
  const answer = await inject(api, { method, url: '/a' });
  const issues = errors.flatMap((error) =>
    error instanceof ResponseMismatch ? error.issues.map(({ code, pointer }) => `${code} ${pointer}`) : [],
  );
  return { answer, errors, issues };
}
