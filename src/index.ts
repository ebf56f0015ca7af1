// Each heading is followed by a blank line, or the sorting of exports would go across it.

// Binding

export type { Api, CloseOptions, Combined, Explained, ReplaceOptions } from './api.ts';
export { bind } from './bind.ts';
export { combine } from './combine.ts';
export type { CompiledDocument } from './compiled-document.ts';
export { type Description, describe } from './describe.ts';
export type { OperationInfo } from './operation-info.ts';
export type {
  BindOptions,
  LimitOptions,
  Mode,
  OperationOptions,
  ReferenceOptions,
  RunsOptions,
} from './options.ts';
export type { Explanation, Other } from './routing/explain.ts';
export type { RouteInfo } from './routing/table.ts';
export type { Servable } from './servable.ts';

// Processes, and what they receive

export type { UploadedFile } from './body/file.ts';
export type {
  Answer,
  BodyOf,
  CookiesOf,
  HeadersOf,
  OperationsOf,
  PathOf,
  QueryOf,
  Untyped,
} from './operations.ts';
export type { Exhaustive, Process, ProcessEntry, Processes } from './processes.ts';
export type { Claims } from './trigger/claims.ts';
export type { TriggerHttp } from './trigger/http.ts';
export type { Trigger, TriggerOperation, TriggerRun } from './trigger/trigger.ts';

// Bodies

export type { ContentCoding } from './body/inflate.ts';
export type { BodyParser, ParserContext } from './body/parser.ts';

// Answers

export type { HeadersInput } from './http/header-lines.ts';
export type { Reply, ReplyObject } from './http/reply.ts';
export type { RecordReport, RecordResult, RecordSummary } from './process/record-report.ts';
export { eachRecord, type RecordOptions } from './process/records.ts';
export { type ReplyOptions, reply } from './process/reply.ts';
export type { CookieOptions, CookiesInput } from './process/set-cookies.ts';
export type { ServerSentEvent } from './response/events.ts';
export { ResponseMismatch } from './response/mismatch.ts';
export type { CheckMode, ResponseRules } from './response/rules.ts';
export type { Serializer, SerializerContext } from './response/serializer.ts';

// What goes wrong

export { PROBLEM_CODES, type ProblemCode } from './problem/codes.ts';
export { type Finding, SetupError } from './problem/finding.ts';
export type { Issue, SchemaIssue } from './problem/issue.ts';
export { Problem, type ProblemOptions } from './problem/problem.ts';
export type { ErrorContext } from './process/execution.ts';
export { type FailOptions, fail } from './process/fail.ts';
export type { ProblemContext, ProblemDetails, ShapeProblem } from './response/problem.ts';

// Who is calling, and may they

export type { ScopeRule } from './security/authorize.ts';
export type { Cors, CorsOptions } from './security/cors/setup.ts';
export type { BasicCredential, Credential, CredentialKind } from './security/credential.ts';
export type { Endpoint } from './security/endpoint.ts';
export type { Access } from './security/policy/access.ts';
export type { Logger } from './security/policy/journal.ts';
export type { ClaimRule, Identity, Limit, LogField, LoggingRule, Policy } from './security/policy/policy.ts';
export type { CallCount, CreateLimiter, Limiter, LimiterOptions } from './security/policy/throttle.ts';
export type {
  Authenticator,
  AuthenticatorContext,
  Principal,
  SchemeAuthenticator,
} from './security/principal.ts';
export type { Protocols } from './security/protocol.ts';
export type { TrustedProxies, TrustProxy } from './security/trust.ts';

// Runs, and where they are kept

export type { Runs } from './ledger.ts';
export type { KeyRule } from './runs/key.ts';
export type { EndedRun, Outcome, RunFilter, RunRecord, RunState } from './runs/record.ts';
export type {
  KeptRun,
  NewRun,
  RunEnd,
  RunKey,
  RunStore,
  Snapshot,
  StoredAnswer,
  StoreHost,
  TakenRun,
  Worker,
  WorkOptions,
} from './runs/store.ts';

// What is told of calls as they go on

export type { RequestMessage, Step, StepMessage } from './messages.ts';
export type {
  BegunRun,
  CallEnd,
  CalledRequest,
  CallTelemetry,
  RunEnding,
  RunTelemetry,
  Telemetry,
} from './telemetry.ts';

// HTTP in opbind's words

export type {
  ClientCertificate,
  HeaderLine,
  HttpRequest,
  HttpResponse,
  RequestBody,
  ResponseBody,
} from './http/message.ts';
