import { createAnswerChecks } from './answer-checks.ts';
import type { BoundProcess } from './assign.ts';
import { compileMultipart } from './body/multipart.ts';
import { type BodyOptions, compileBody } from './body/read.ts';
import type { BoundOperation } from './call.ts';
import type { LoadedDocument } from './document/load.ts';
import type { MediaType, Operation, Pointer, Shape } from './document/operation.ts';
import { readShape } from './document/shape.ts';
import { isClosed, scopeRuleOf } from './gate.ts';
import type { Mocks } from './mocks.ts';
import { loggerOf } from './observers.ts';
import type { BindOptions, LimitOptions, OperationOptions } from './options.ts';
import { compileCastText } from './parameters/cast.ts';
import { compileForm } from './parameters/form.ts';
import { compilePartHeaders } from './parameters/part-headers.ts';
import { compileParts } from './parameters/parts.ts';
import { compileParameters } from './parameters/read.ts';
import type { Check } from './problem/issue.ts';
import { abandon, report } from './process/execution.ts';
import { compileRefuse } from './response/acceptable.ts';
import { compileToResponse } from './response/answer.ts';
import { readRules } from './response/rules.ts';
import type { Tell } from './response/tell.ts';
import { parameterNames } from './routing/template.ts';
import type { RunOperation } from './runs/resource.ts';
import { type CheckOptions, createChecks } from './schema/checks.ts';
import { challengesOf, compileAuthorize } from './security/authorize.ts';
import { type CompiledCors, compileCors, type OperationCors } from './security/cors.ts';
import { queryCredentials } from './security/credential.ts';
import { compileGovern, compileGoverning, type Policies } from './security/policy/govern.ts';
import { compileJournal } from './security/policy/journal.ts';
import { compileProtocol } from './security/protocol.ts';
import { readSecrets } from './security/secrets.ts';
import { compileSnapshot } from './snapshot.ts';
import { compileShow } from './status.ts';
import { compilePerform, compileTerms, performUnkept, readRunRules } from './terms.ts';
import { compileReadXml } from './xml/read.ts';
import { compileWriteXml } from './xml/write.ts';

const MIB = 1024 * 1024;
const PATIENCE = 60_000;

interface Compiler {
  compile(bound: BoundProcess): BoundOperation;
  /** An operation that its document answers. Nobody was asked to check its credentials, so it asks for none. */
  compileMocked(operation: Operation, compileMock: Mocks['compile']): BoundOperation;
  /** An operation of the status resource, which tells of the runs of the operations. */
  compileStatus(of: RunOperation, operations: ReadonlyMap<string, () => BoundOperation>): BoundOperation;
  /** How pages of other origins are answered; null where they are not spoken of. */
  readonly cors: CompiledCors | null;
  /** What pages of other origins may do with an operation. */
  corsOf(operation: Operation): OperationCors | null;
  /** Compiles all checks that were asked for. */
  warmup(): Promise<void>;
}

/** How runs go. */
type Running = Pick<BoundOperation, 'readTerms' | 'perform' | 'timeout' | 'patience'>;

/** Whether the document says itself what a query parameter `timeout` is. */
const declaresTimeout = (parameters: Operation['parameters']): boolean =>
  parameters.some(
    ({ name, in: location }) => location === 'querystring' || (location === 'query' && name === 'timeout'),
  );

/** Who is let in. */
type Admission = Pick<BoundOperation, 'authorize' | 'govern' | 'openJournal'>;

/** Header fields by which callers speak of runs, and are told of them. */
const RUN_FIELDS = {
  asked: ['prefer', 'idempotency-key'],
  answered: ['location', 'retry-after', 'preference-applied', 'idempotency-replayed'],
} as const;

const OPEN: Admission = { authorize: null, govern: null, openJournal: null };

/** Limits of an operation: its own, else those of all, else the usual ones. */
function limitsOf(options: BindOptions, own: OperationOptions): Required<LimitOptions> {
  const given = { ...options.limits, ...own.limits };
  const body = given.body ?? MIB;
  return { text: MIB, parts: 1000, item: MIB, file: body, ...given, body };
}

/** Whether null can be anywhere in values of a shape, as far as it says. */
const speaksOfNull = ({
  types,
  enum: values,
  items,
  prefixItems,
  properties,
  additional,
  anyOf,
}: Shape): boolean =>
  types.includes('null') ||
  values?.includes(null) === true ||
  [items, additional, ...(prefixItems ?? []), ...Object.values(properties ?? {}), ...(anyOf ?? [])].some(
    (part) => part !== undefined && part !== false && speaksOfNull(part),
  );

const checkOptionsOf = ({ formats, readOnly, regexp }: BindOptions): CheckOptions => ({
  ...(formats !== undefined && { formats }),
  ...(readOnly !== undefined && { readOnly }),
  ...(regexp !== undefined && { regexp }),
});

/** What there is beside the document and the options. */
export interface Beside {
  readonly policies: Policies | null;
  /** Path under which callers ask for runs; null where they cannot. */
  readonly runsPath: string | null;
  /** Whether runs are executed by workers. */
  readonly queues: boolean;
}

/** The URL of a run, under the base path that its call came by. */
const compileRunUrl =
  ({ basePaths }: Operation, runsPath: string) =>
  (path: string, id: string): string => {
    const longestFirst = [...basePaths].sort((one, other) => other.length - one.length);
    const basePath = longestFirst.find((one) => path.startsWith(`${one}/`)) ?? basePaths[0] ?? '';
    return `${basePath}${runsPath}/${id}`;
  };

/** What each room makes of an operation, by what is the same for all operations of the API. */
export function createCompileOperation(
  loaded: LoadedDocument,
  options: BindOptions,
  tell: Tell,
  { policies, runsPath, queues }: Beside,
): Compiler {
  const { schemas, securitySchemes } = loaded;
  const { int64 = 'number', unknownQuery = 'ignore', bodyDefaults = true, parsers = {} } = options;
  const { accept = 'lenient', serializers = {} } = options;
  const checks = createChecks(schemas, checkOptionsOf(options));
  const checkOf = (schema: Pointer): Check => checks.checkOf(schema, 'request');
  const checkAnswerOf = (schema: Pointer): Check => checks.checkOf(schema, 'response');
  const compileCheck = createAnswerChecks(loaded, { checkOf: checkAnswerOf, serializers });
  const shapeOf = (schema: Pointer) => readShape(schemas, schema).shape;
  const xml = { schemas, castOf: (schema: Pointer) => compileCastText(shapeOf(schema)) };
  const security = {
    schemes: securitySchemes,
    authenticators: options.authenticators ?? {},
    caseSensitive: options.caseSensitive ?? true,
  };
  const logger = loggerOf(options);

  const isArray = (schema: Pointer): boolean => {
    const { types, items, prefixItems } = shapeOf(schema);
    return types.length === 0
      ? (items ?? prefixItems) !== undefined
      : types.every((type) => type === 'array');
  };

  const bodyOptionsOf = (own: OperationOptions): BodyOptions => {
    const limits = limitsOf(options, own);
    return {
      limit: limits.body,
      itemLimit: limits.item,
      contentEncodings: own.contentEncodings ?? options.contentEncodings ?? [],
      parsers,
      checkOf,
      isArray,
      fillOf: (schema) => (bodyDefaults ? checks.fillOf(schema) : null),
      formOf: ({ shape = { types: [] }, encoding = {} }: MediaType) => compileForm(shape, encoding),
      xmlOf: ({ schema }) => compileReadXml(schema, xml),
      multipartOf: (mediaType) =>
        compileMultipart(mediaType, {
          limits,
          partsOf: compileParts,
          headersOf: (parameters) => compilePartHeaders(parameters, { checkOf }),
        }),
    };
  };

  const cors = options.cors === undefined ? null : compileCors(options.cors);

  const answerFieldsOf = ({ responses }: Operation): readonly string[] =>
    responses.flatMap(({ pointer }) => loaded.headersOf(pointer)).map(({ name }) => name);

  const corsOf: Compiler['corsOf'] = (operation) =>
    cors === null
      ? null
      : cors.of({
          operation,
          schemes: securitySchemes,
          asks: RUN_FIELDS.asked,
          answers: [...answerFieldsOf(operation), ...RUN_FIELDS.answered],
        });

  const secrets = readSecrets(securitySchemes);

  const readParametersOf = ({ parameters, template, ...operation }: Operation) =>
    compileParameters(parameters, {
      pathNames: parameterNames(template),
      checkOf,
      int64,
      unknownQuery,
      allowed: [
        ...queryCredentials({ ...operation, parameters, template }, securitySchemes),
        ...(declaresTimeout(parameters) ? [] : ['timeout']),
      ],
    });

  const runningOf = (operation: Operation, own: OperationOptions): Running => {
    const rules = readRunRules(operation.method, own, operation.settings, options);
    const context = {
      canPoll: runsPath !== null,
      queues,
      declaresTimeout: declaresTimeout(operation.parameters),
      urlOf: compileRunUrl(operation, runsPath ?? ''),
      toSnapshot: compileSnapshot(operation.parameters, secrets),
    };
    return {
      readTerms: compileTerms(rules, context),
      perform: compilePerform(rules, context),
      timeout: rules.timeout,
      patience: own.timeout ?? options.timeout ?? PATIENCE,
    };
  };

  const admissionOf = ({ operation, options: own }: BoundProcess): Admission => {
    const governing = compileGoverning(policies, operation, isClosed(operation, options));
    return {
      authorize: compileAuthorize(operation, { ...security, scopes: scopeRuleOf(own, options) }),
      govern: compileGovern(governing, challengesOf(operation, securitySchemes)),
      openJournal: compileJournal(governing, {
        operation: operation.id,
        schemes: securitySchemes,
        logger,
      }),
    };
  };

  const compileAs = (
    { operation, process, options: own }: BoundProcess,
    admission: Admission,
  ): BoundOperation => ({
    operation: Object.freeze({
      id: operation.id,
      method: operation.method,
      template: operation.template,
    }),
    checkProtocol: compileProtocol(own.protocols ?? options.protocols ?? 'both'),
    cors: corsOf(operation),
    ...admission,
    isAlways: false,
    ...runningOf(operation, own),
    readParameters: readParametersOf(operation),
    readBody: compileBody(operation.body, bodyOptionsOf(own)),
    process,
    refuse: compileRefuse(operation.responses, own.accept ?? accept),
    toResponse: compileToResponse(operation.responses, {
      accept: own.accept ?? accept,
      serializers,
      xmlOf: ({ schema }) => compileWriteXml(schema, { schemas }),
      allowsNull: ({ schema }) => schema !== null && speaksOfNull(shapeOf(schema)),
      check: compileCheck(operation, readRules(own.responses ?? options.responses)),
      tell,
      failed: report,
      abandoned: abandon,
    }),
  });

  /** The status resource asks for the credentials of the operation whose run it tells of, and so for none of its own. */
  const compileStatusOf: Compiler['compileStatus'] = ({ action, operation }, operations) => ({
    ...compileAs({ operation, process: () => undefined, options: {} }, OPEN),
    checkProtocol: null,
    isAlways: true,
    readTerms: () => null,
    perform: compileShow(action, operations),
  });

  return {
    compile: (bound) => compileAs(bound, admissionOf(bound)),
    compileMocked: (operation, compileMock) => ({
      ...compileAs({ operation, process: compileMock(operation, checkAnswerOf), options: {} }, OPEN),
      readTerms: () => null,
      perform: performUnkept,
    }),
    compileStatus: compileStatusOf,
    cors,
    corsOf,
    warmup: checks.warmup,
  };
}
