import { describe, test } from 'vitest';
import { type AuditOptions, auditDoor, type StartDoor } from '../../src/testing/index.ts';

/** Every check of the suite as a test. What is skipped says why. */
export function auditing(name: string, startDoor: StartDoor, options: AuditOptions = {}): void {
  describe(name, () => {
    for (const { name: check, skip, run } of auditDoor(startDoor, options))
      test.skipIf(skip)(skip === false ? check : `${check} (skipped: ${skip})`, run);
  });
}
