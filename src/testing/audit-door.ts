/** @param startDoor Starts a door. */
export function auditDoor(startDoor: unknown): never {
  throw new Error(`not there yet: ${typeof startDoor}`);
}
