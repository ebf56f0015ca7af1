import assert from 'node:assert/strict';
import { ANSWERS } from './audit/answers.ts';
import { bindAudited } from './audit/api.ts';
import { askUrl, toAuditRequest } from './audit/ask.ts';
import { BODIES } from './audit/bodies.ts';
import type { Audit, Check } from './audit/check.ts';
import { CONNECTIONS } from './audit/connections.ts';
import type { AuditOptions, CalledDoor, DoorCheck, ListeningDoor, StartDoor } from './audit/door.ts';
import { REQUESTS } from './audit/requests.ts';
import { createSeen, type Seen } from './audit/seen.ts';
import { STREAMS } from './audit/streams.ts';

const CHECKS: readonly Check[] = [...ANSWERS, ...REQUESTS, ...BODIES, ...STREAMS, ...CONNECTIONS];

/** Rejects if what is waited for does not come. */
async function within<T>(patience: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `${what} did not come within ${patience} ms.`;
    timer = setTimeout(() => reject(new assert.AssertionError({ message })), patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function startAudit(
  door: ListeningDoor | CalledDoor,
  seen: Seen,
  options: AuditOptions & { readonly patience: number },
): Audit {
  const url = 'url' in door ? new URL(door.url) : null;
  return {
    ask: (question) => {
      const asked = toAuditRequest(question);
      return 'url' in door ? askUrl(new URL(door.url), asked) : door.call(asked);
    },
    soon: (what, promise) => within(options.patience, what, promise),
    seen,
    url,
    options,
  };
}

async function make(check: Check, startDoor: StartDoor, options: AuditOptions): Promise<void> {
  const { patience = 10_000 } = options;
  const seen = createSeen();
  const api = await bindAudited(seen);
  const door = await startDoor(api);
  try {
    const audit = startAudit(door, seen, { ...options, patience });
    await within(3 * patience, 'The end of the check', check.run(audit));
  } finally {
    seen.gate.happen();
    await door.close?.();
    await api.close({ grace: 0 });
  }
}

function skipOf({ needs = [], needsHost }: Check, { lacks = [], host }: AuditOptions): string | false {
  const lacking = needs.filter((ability) => lacks.includes(ability));
  if (lacking.length > 0) return `The platform lacks ${lacking.join(', ')}.`;
  return needsHost && host === undefined ? 'No host application was named.' : false;
}

/**
 * The suite that every door of opbind passes, for doors of your own, and for ours in your application: behind your parsers, compression
 * and proxies.
 *
 * Each check starts a door anew, with an API of its own whose paths begin with `/audit`. No test runner is needed; the checks fit any.
 *
 * @param startDoor Starts a door that serves the API it is given.
 * @param options What the platform cannot do, for checks to be skipped, and what the host application answers itself.
 * @returns The checks, in an order that does not matter.
 * @example
 * const startDoor: StartDoor = async (api) => {
 *   const server = createServer(toNodeListener(api)).listen(0, '127.0.0.1');
 *   await once(server, 'listening');
 *   const { port } = server.address() as AddressInfo;
 *   return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
 * };
 * for (const { name, skip, run } of auditDoor(startDoor)) test(name, { skip }, run); // node:test
 * for (const { name, skip, run } of auditDoor(startDoor)) test.skipIf(skip)(name, run); // vitest
 */
export function auditDoor(startDoor: StartDoor, options: AuditOptions = {}): readonly DoorCheck[] {
  return CHECKS.map((check) => {
    const skip = skipOf(check, options);
    return {
      name: check.name,
      skip,
      run: () => (skip === false ? make(check, startDoor, options) : Promise.reject(new Error(skip))),
    };
  });
}
