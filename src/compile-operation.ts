import { createAnswerChecks } from './answer-checks.ts';
import type { BoundProcess } from './assign.ts';
import { compileBasePathOf } from './base-path.ts';
import { compileMultipart } from './body/multipart.ts';
import { type BodyOptions, compileBody } from './body/read.ts';
import type { BoundOperation } from './call.ts';
import type { MediaType, Operation, Pointer } from './document/operation.ts';
import { readShape, speaksOfNull } from './document/shape.ts';
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
import type { ReadDocument } from './read-document.ts';
import { compileRefuse } from './response/acceptable.ts';
import { compileToResponse } from './response/answer.ts';
import { readRules } from './response/rules.ts';
import type { Tell } from './response/tell.ts';
import { parameterNames } from './routing/template.ts';
import {
  createCompileRunning,
  declaresTimeout,
  NO_RUN_FIELDS,
  type RunFields,
  type Running,
  type RunsBeside,
  UNKEPT,
} from './running.ts';
import type { RunOperation } from './runs/resource.ts';
import type { CheckOptions } from './schema/checks.ts';
import { challengesOf, compileAuthorize } from './security/authorize.ts';
import { type CompiledCors, compileCors, type OperationCors } from './security/cors.ts';
import { queryCredentials } from './security/credential.ts';
import {
  compileAdmits,
  compileGovern,
  compileGoverning,
  type Governing,
  type Policies,
} from './security/policy/govern.ts';
import { compileJournal } from './security/policy/journal.ts';
import { compileProtocol } from './security/protocol.ts';
import { readSecrets } from './security/secrets.ts';
import { compileShow } from './status.ts';
import { compileReadXml } from './xml/read.ts';
import { compileWriteXml } from './xml/write.ts';

const MIB = 1024 * 1024;

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

/** Loads what calls of an operation need. Once all is there, nobody is asked again. */
function compileReady(ready: ReadDocument['ready'], operation: Operation): BoundOperation['ready'] {
  let isReady = false;
  return () => {
    if (isReady) return null;
    const waiting = ready(operation);
    isReady = waiting === null;
    return waiting;
  };
}

/** The route of an operation that a path led to. */
function compileRouteOf(operation: Operation): BoundOperation['routeOf'] {
  const basePathOf = compileBasePathOf(operation);
  return (path) => basePathOf(path) + operation.template;
}

/** Who is let in. */
type Admission = Pick<BoundOperation, 'authorize' | 'govern' | 'admits' | 'openJournal'>;

const OPEN: Admission = { authorize: null, govern: null, admits: null, openJournal: null };

/** Limits of an operation: its own, else those of all, else the usual ones. */
function limitsOf(options: BindOptions, own: OperationOptions): Required<LimitOptions> {
  const given = { ...options.limits, ...own.limits };
  const body = given.body ?? MIB;
  return { text: MIB, parts: 1000, item: MIB, file: body, ...given, body };
}

const checkOptionsOf = ({ formats, readOnly, regexp }: BindOptions): CheckOptions => ({
  ...(formats !== undefined && { formats }),
  ...(readOnly !== undefined && { readOnly }),
  ...(regexp !== undefined && { regexp }),
});

/** What there is beside the document and the options. */
export interface Beside extends RunsBeside {
  readonly policies: Policies | null;
}

/** What each room makes of an operation, by what is the same for all operations of the API. */
export function createCompileOperation(
  loaded: ReadDocument,
  options: BindOptions,
  tell: Tell,
  { policies, ...runs }: Beside,
): Compiler {
  const { schemas, securitySchemes } = loaded;
  const { int64 = 'number', unknownQuery = 'ignore', bodyDefaults = true, parsers = {} } = options;
  const { accept = 'lenient', serializers = {} } = options;
  const checks = loaded.createChecks(checkOptionsOf(options));
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
    responses.flatMap(({ pointer, headers = loaded.headersOf(pointer) }) => headers).map(({ name }) => name);

  const corsOf = (
    operation: Operation,
    { asked, answered }: RunFields = NO_RUN_FIELDS,
  ): OperationCors | null =>
    cors === null
      ? null
      : cors.of({
          operation,
          schemes: securitySchemes,
          asks: asked,
          answers: [...answerFieldsOf(operation), ...answered],
        });

  const compileRunning = createCompileRunning(options, runs, readSecrets(securitySchemes));

  const readParametersOf = (operation: Operation) =>
    compileParameters(operation.parameters, {
      pathNames: parameterNames(operation.template),
      checkOf,
      int64,
      unknownQuery,
      allowed: [
        ...queryCredentials(operation, securitySchemes),
        ...(declaresTimeout(operation) ? [] : ['timeout']),
      ],
    });

  const journalOf = ({ id }: Operation, governing: Governing | null): Admission['openJournal'] =>
    compileJournal(governing, { operation: id, schemes: securitySchemes, logger });

  const admissionOf = ({ operation, options: own }: BoundProcess): Admission => {
    const governing = compileGoverning(policies, operation, isClosed(operation, options));
    return {
      authorize: compileAuthorize(operation, { ...security, scopes: scopeRuleOf(own, options) }),
      govern: compileGovern(governing, challengesOf(operation, securitySchemes)),
      admits: compileAdmits(governing),
      openJournal: journalOf(operation, governing),
    };
  };

  const compileAs = (
    { operation, process, options: own }: BoundProcess,
    admission: Admission,
    { fields, ...running }: Running,
  ): BoundOperation => ({
    operation: Object.freeze({
      id: operation.id,
      method: operation.method,
      template: operation.template,
    }),
    routeOf: compileRouteOf(operation),
    checkProtocol: compileProtocol(own.protocols ?? options.protocols ?? 'both'),
    cors: corsOf(operation, fields),
    ...admission,
    ...running,
    ready: compileReady(loaded.ready, operation),
    readParameters: readParametersOf(operation),
    readBody: compileBody(operation.body, bodyOptionsOf(own)),
    process,
    refuse: compileRefuse(operation.responses, own.accept ?? accept),
    toResponse: compileToResponse(operation.responses, {
      accept: own.accept ?? accept,
      serializers,
      xmlOf: ({ schema }) => compileWriteXml(schema, { schemas }),
      allowsNull: ({ schema, nullable = schema !== null && speaksOfNull(shapeOf(schema)) }) => nullable,
      check: compileCheck(operation, readRules(own.responses ?? options.responses)),
      tell,
      failed: report,
      abandoned: abandon,
    }),
  });

  return {
    compile: (bound) => compileAs(bound, admissionOf(bound), compileRunning(bound.operation, bound.options)),
    compileMocked: (operation, compileMock) => {
      const process = compileMock(operation, checkAnswerOf);
      return compileAs({ operation, process, options: {} }, OPEN, UNKEPT);
    },
    // It asks for the credentials of the operation whose run it tells of, and so for none of its own.
    compileStatus: ({ action, operation }, operations) => {
      const governing = compileGoverning(policies, operation, false);
      const openJournal = journalOf(operation, governing);
      const perform = compileShow(action, { operations, govern: compileGovern(governing, []) });
      const running = { ...UNKEPT, isAlways: true, perform };
      const bound = compileAs(
        { operation, process: () => undefined, options: {} },
        { ...OPEN, openJournal },
        running,
      );
      return { ...bound, checkProtocol: null };
    },
    cors,
    corsOf,
    warmup: checks.warmup,
  };
}
