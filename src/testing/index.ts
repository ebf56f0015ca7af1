export type { Claimant } from '../trigger/claims.ts';
export type {
  AuditAnswer,
  AuditOptions,
  AuditRequest,
  CalledDoor,
  DoorAbility,
  DoorCheck,
  ListeningDoor,
  StartDoor,
} from './audit/door.ts';
export { auditDoor } from './audit-door.ts';
export { type AnswerToCheck, checkAnswer } from './check-answer.ts';
export type { ContractCredentials } from './contract/credentials.ts';
export type { ContractCheck } from './contract/names.ts';
export {
  ContractError,
  type ContractFailure,
  type ContractReport,
  type OperationReport,
} from './contract/report.ts';
export type { ListeningContract, ServedContract } from './contract/subject.ts';
export { type ContractTestOptions, contractTest } from './contract-test.ts';
export { enforce } from './enforce.ts';
export { type AskedOf, type ExpectedAnswer, expectAnswer } from './expect-answer.ts';
export { fakeClaims } from './fake-claims.ts';
export { type FakeFileOptions, fakeFile } from './fake-file.ts';
export { fakeRequest } from './fake-request.ts';
export { type FakeCall, fakeTrigger, type TriggerOverrides } from './fake-trigger.ts';
export { type Injected, type Injection, inject } from './inject.ts';
export type { ValuesOf } from './values-of.ts';
export type { RequestValues } from './write-request.ts';
