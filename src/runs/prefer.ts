import { rareFieldValue } from '../http/fields.ts';
import type { HttpRequest } from '../http/message.ts';
import { type Problem, refuse } from '../problem/problem.ts';

/** How long a caller says that it waits. */
export interface Asked {
  /** Whether it takes an answer that says where the result will be. */
  readonly async: boolean;
  /** Milliseconds; null where it does not say. */
  readonly wait: number | null;
}

const NOTHING = { async: false, wait: null } as const;

/** A token or a quoted text, up to the next comma (RFC 7240 §2). What is malformed is not understood, and so ignored. */
const PREFERENCE = /(?:^|,)\s*([\w-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;]*)))?[^,]*/g;

const MOST_SECONDS = 86_400;

/** `respond-async` and `wait` of RFC 7240 §4.1 and §4.3. */
function readPrefer(field: string): Asked {
  let asked: Asked = NOTHING;
  for (const [, name = '', quoted, plain] of field.matchAll(PREFERENCE)) {
    const value = quoted ?? plain ?? '';
    if (name.toLowerCase() === 'respond-async') asked = { ...asked, async: true };
    else if (name.toLowerCase() === 'wait' && /^\d{1,9}$/.test(value) && asked.wait === null)
      asked = { ...asked, wait: Math.min(Number(value), MOST_SECONDS) * 1000 };
  }
  return asked;
}

const TIMEOUT = /(?:^|&)timeout=([^&]*)/;

const badTimeout = (): Problem =>
  refuse('request-invalid', {
    errors: [
      {
        in: 'query',
        name: 'timeout',
        pointer: '',
        code: 'type',
        message: 'Must be a whole number of milliseconds, of 1 or more.',
      },
    ],
  });

/** What is asked for by a query parameter `timeout`, in milliseconds; null without one. */
function readTimeout(query: string): number | Problem | null {
  // Of all ways to look, on every call, this one costs the least.
  const value = query.indexOf('timeout=') === -1 ? undefined : TIMEOUT.exec(query)?.[1];
  if (value === undefined) return null;
  return /^[1-9]\d{0,9}$/.test(value) ? Number(value) : badTimeout();
}

/** Reads what a caller asks for; null, mostly, where it asks for nothing. */
export type ReadAsked = (request: HttpRequest, query: string) => Asked | Problem | null;

/** A parameter that the document declares is the operation's, and none of ours. */
export function compileAsked(declaresTimeout: boolean): ReadAsked {
  return (request, query) => {
    const prefer = rareFieldValue(request, 'prefer');
    const timeout = declaresTimeout ? null : readTimeout(query);
    if (prefer === undefined && timeout === null) return null;
    if (timeout !== null && typeof timeout !== 'number') return timeout;
    const preferred = prefer === undefined ? NOTHING : readPrefer(prefer);
    return timeout === null ? preferred : { ...preferred, wait: timeout };
  };
}
