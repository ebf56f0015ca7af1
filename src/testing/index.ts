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
export { enforce } from './enforce.ts';
export { fakeClaims } from './fake-claims.ts';
export { type FakeFileOptions, fakeFile } from './fake-file.ts';
export { fakeRequest } from './fake-request.ts';
export { fakeTrigger, type TriggerOverrides } from './fake-trigger.ts';
export { type Injected, type Injection, inject } from './inject.ts';
