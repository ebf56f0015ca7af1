import { RUN_STATES } from '../runs/record.ts';
import type { ConsoleOptions } from './options.ts';

/** What the console is asked for. */
export interface Asked {
  /** Names of its APIs. */
  readonly apis: readonly string[];
  readonly path: string;
  readonly scheme: Readonly<Record<string, unknown>>;
  readonly cancels: boolean;
  readonly assets: readonly string[];
  /** Files of the API reference; null where there is to be none. */
  readonly swaggerUi: readonly string[] | null;
}

type Node = Readonly<Record<string, unknown>>;

/** Runs of a page. */
const PAGE = 50;

/** A page of another origin could send no such field without asking first, and nobody lets it. */
const OWN_FIELD = 'X-Opbind-Console';

const inPath = (name: string, schema: Node): Node => ({ name, in: 'path', required: true, schema });
const inQuery = (name: string, schema: Node): Node => ({ name, in: 'query', schema });
const named = (names: readonly string[]): Node => ({ type: 'string', enum: names });

const operation = (
  operationId: string,
  summary: string,
  type: string,
  parameters: readonly Node[] = [],
): Node => ({
  operationId: `console.${operationId}`,
  summary,
  parameters,
  responses: { 200: { description: summary, content: { [type]: {} } } },
});

const redirect: Node = {
  operationId: 'console.enter',
  summary: 'Leads to the page',
  responses: { 308: { description: 'The page' } },
};

const filters: readonly Node[] = [
  inQuery('operation', { type: 'string', maxLength: 1000 }),
  inQuery('caller', { type: 'string', maxLength: 1000 }),
  inQuery('state', { type: 'string', enum: RUN_STATES }),
  inQuery('before', { type: 'string', maxLength: 200 }),
  inQuery('limit', { type: 'integer', minimum: 1, maximum: 500, default: PAGE }),
];

const runPath = (id: Node, cancels: boolean): Node => ({
  get: operation('run', 'One run', 'application/json', [id]),
  ...(cancels && {
    delete: operation('cancel', 'Ends a run', 'application/json', [
      id,
      { name: OWN_FIELD, in: 'header', required: true, schema: { type: 'string' } },
      { name: 'Sec-Fetch-Site', in: 'header', schema: { type: 'string' } },
    ]),
  }),
});

const referencePaths = (base: string, files: readonly string[] | null): Node =>
  files === null
    ? {}
    : {
        [`${base}/reference/`]: { get: operation('reference', 'The API reference', 'text/html') },
        [`${base}/swagger-ui/{file}`]: {
          get: operation('swaggerUi', 'What the API reference is made of', '*/*', [
            inPath('file', named(files)),
          ]),
        },
      };

/** The console as an OpenAPI document, which opbind itself serves. */
export function toDocument(
  { apis, path, scheme, cancels, assets, swaggerUi }: Asked,
  scopes: ConsoleOptions['scopes'],
): Node {
  const base = path === '/' ? '' : path;
  const api = inPath('api', named(apis));
  const run = inPath('run', { type: 'string', maxLength: 200 });
  const json = 'application/json';
  return {
    openapi: '3.1.0',
    info: { title: 'opbind console', version: '1' },
    components: { securitySchemes: { console: scheme } },
    security: [{ console: scopes ?? [] }],
    paths: {
      ...(base !== '' && { [base]: { get: redirect } }),
      [`${base}/`]: { get: operation('page', 'The page', 'text/html') },
      ...referencePaths(base, swaggerUi),
      [`${base}/assets/{file}`]: {
        get: operation('asset', 'What the pages are made of', '*/*', [inPath('file', named(assets))]),
      },
      [`${base}/api`]: { get: operation('overview', 'The APIs', json) },
      [`${base}/api/{api}`]: { get: operation('api', 'One API', json, [api]) },
      [`${base}/api/{api}/document`]: { get: operation('document', 'Its document', json, [api]) },
      [`${base}/api/{api}/events`]: {
        get: operation('events', 'Word of changes', 'text/event-stream', [api]),
      },
      [`${base}/api/{api}/runs`]: { get: operation('runs', 'Its runs', json, [api, ...filters]) },
      [`${base}/api/{api}/runs/{run}`]: { parameters: [api], ...runPath(run, cancels) },
    },
  };
}
