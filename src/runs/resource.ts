import type { Operation, Requirement } from '../document/operation.ts';

/** The operations that a status resource has. */
export type RunAction = 'get' | 'cancel' | 'result';

/** An operation of ours, beside those of the document. */
export interface RunOperation {
  readonly action: RunAction;
  readonly operation: Operation;
}

export interface ResourceOptions {
  /** `/runs` */
  readonly path: string;
  readonly basePaths: readonly string[];
  /** Ids that the document has. */
  readonly taken: ReadonlySet<string>;
  /** What the operations ask for whose runs there may be. */
  readonly security: readonly Requirement[];
}

interface Said {
  readonly action: RunAction;
  readonly method: string;
  readonly suffix: string;
  readonly id: string;
  readonly summary: string;
  readonly responses: Readonly<Record<string, string>>;
}

const GONE = {
  404: 'There is no run of this id, or it is another caller’s.',
  410: 'The run is too long ago.',
};

const ACTIONS: readonly Said[] = [
  {
    action: 'get',
    method: 'GET',
    suffix: '',
    id: 'getRun',
    summary: 'How it stands with a run, and its result.',
    responses: { 200: 'The run has ended.', 202: 'The run goes on.', ...GONE },
  },
  {
    action: 'cancel',
    method: 'DELETE',
    suffix: '',
    id: 'cancelRun',
    summary: 'Ends a run that waits or goes on.',
    responses: { 200: 'The run has ended.', ...GONE },
  },
  {
    action: 'result',
    method: 'GET',
    suffix: '/result',
    id: 'getRunResult',
    summary: 'The answer of a run, as its caller would have got it.',
    responses: { 202: 'The run goes on.', default: 'The answer of the run.', ...GONE },
  },
];

const pointerOf = (template: string, method: string): string =>
  `#/paths/${template.replaceAll('~', '~0').replaceAll('/', '~1')}/${method.toLowerCase()}`;

/** A name that no operation of the document has. */
function idOf(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let count = 2;
  while (taken.has(`${name}${count}`)) count += 1;
  return `${name}${count}`;
}

/** The operations of the status resource. */
export const runOperations = ({
  path,
  basePaths,
  taken,
  security,
}: ResourceOptions): readonly RunOperation[] =>
  ACTIONS.map(({ action, method, suffix, id }) => {
    const template = `${path}/{run}${suffix}`;
    const pointer = pointerOf(template, method);
    return {
      action,
      operation: {
        id: idOf(id, taken),
        method,
        template,
        pointer,
        basePaths,
        parameters: [
          {
            name: 'run',
            in: 'path',
            pointer: `${pointer}/parameters/0`,
            required: true,
            style: 'simple',
            explode: false,
            allowEmptyValue: false,
            schema: null,
            shape: { types: ['string'] },
            plain: true,
          },
        ],
        body: null,
        responses: [],
        settings: {},
        security,
      },
    };
  });

type Node = Readonly<Record<string, unknown>>;

const TEXT = { type: 'string' };

/** What a run looks like to its caller, as a schema that all versions understand. */
const RUN_SCHEMA: Node = {
  type: 'object',
  required: ['id', 'operation', 'status', 'statusUrl', 'startedAt'],
  properties: {
    id: TEXT,
    operation: TEXT,
    status: {
      type: 'string',
      enum: ['queued', 'running', 'succeeded', 'failed', 'timed-out', 'cancelled', 'interrupted'],
    },
    statusUrl: TEXT,
    startedAt: { type: 'string', format: 'date-time' },
    finishedAt: { type: 'string', format: 'date-time' },
    outputs: { type: 'object' },
    httpStatus: { type: 'integer' },
    result: {},
    resultUrl: TEXT,
    error: { type: 'object' },
  },
};

/** Word of a run that has no answer yet. */
const ACCEPTED_SCHEMA: Node = {
  type: 'object',
  required: ['id', 'status', 'statusUrl'],
  properties: { id: TEXT, status: TEXT, statusUrl: TEXT },
};

const withContent = (description: string, isVersion2: boolean, hasRun: boolean): Node => {
  if (!hasRun) return { description };
  return isVersion2
    ? { description, schema: RUN_SCHEMA }
    : { description, content: { 'application/json': { schema: RUN_SCHEMA } } };
};

/** The response that an operation has which is polled, as the document to publish has it. */
export function publishAccepted(isVersion2: boolean): Node {
  const description = 'The run goes on: ask for it later.';
  const header = (schema: Node, about: string): Node =>
    isVersion2 ? { description: about, ...schema } : { description: about, schema };
  const headers = {
    Location: header(TEXT, 'Where the run is asked for.'),
    'Retry-After': header({ type: 'integer' }, 'Seconds until it may be worth asking.'),
  };
  const content = isVersion2
    ? { schema: ACCEPTED_SCHEMA }
    : { content: { 'application/json': { schema: ACCEPTED_SCHEMA } } };
  return { 202: { description, headers, ...content } };
}

const hasRun = (status: string): boolean => status === '200' || status === '202';

/** The path items of the status resource, as the document to publish has them. */
export function publishRuns(operations: readonly RunOperation[], isVersion2: boolean): Node {
  const parameter = isVersion2
    ? { name: 'run', in: 'path', required: true, ...TEXT }
    : { name: 'run', in: 'path', required: true, schema: TEXT };
  const items: Record<string, Record<string, unknown>> = {};
  for (const { action, operation } of operations) {
    const said = ACTIONS.find((one) => one.action === action);
    const responses = Object.entries(said?.responses ?? {}).map(([status, description]) => [
      status,
      withContent(description, isVersion2, hasRun(status)),
    ]);
    items[operation.template] ??= { parameters: [parameter] };
    Object.assign(items[operation.template] ?? {}, {
      [operation.method.toLowerCase()]: {
        operationId: operation.id,
        summary: said?.summary,
        ...(isVersion2 && { produces: ['application/json'] }),
        responses: Object.fromEntries(responses),
        security: operation.security.map((schemes) =>
          Object.fromEntries(schemes.map(({ scheme, scopes }) => [scheme, scopes])),
        ),
      },
    });
  }
  return items;
}
