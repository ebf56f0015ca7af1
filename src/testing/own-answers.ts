import { entryOf } from '../problem/codes.ts';

/** An answer as far as it says who made it. */
interface Made {
  readonly status: number;
  readonly type: string;
  /** Value of `Location`; undefined where there is none. */
  readonly location: string | undefined;
  readonly text: string;
}

function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** What is said of a problem of opbind's own: its code; null for all else. */
export function refusalOf(status: number, type: string, text: string): string | null {
  if (!type.startsWith('application/problem+json')) return null;
  const { code } = membersOf(text);
  return typeof code === 'string' && entryOf(code)?.status === status ? code : null;
}

/** Whether opbind says that a run goes on, and where it is asked for. */
export function isAccepted({ status, type, location, text }: Made): boolean {
  if (status !== 202 || location === undefined || !type.startsWith('application/json')) return false;
  const { id, status: state, statusUrl } = membersOf(text);
  return typeof id === 'string' && typeof state === 'string' && statusUrl === location;
}
