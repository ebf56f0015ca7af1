import { type Api, type Combined, routed } from '../api.ts';
import type { HeaderLine } from '../http/message.ts';
import { toHandle, walkOf } from '../servable.ts';
import type { Walked } from '../walk.ts';

/** Scripts, styles and calls of this origin alone, nothing in a line of its own, and no page of others around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const LINES: readonly HeaderLine[] = [
  ['content-security-policy', POLICY],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
];

const NOT_KEPT: HeaderLine = ['cache-control', 'no-store'];

/** Browsers remember passwords by realm, and the APIs of this origin have another. */
const withRealm = ([name, value]: HeaderLine): HeaderLine =>
  name === 'www-authenticate' ? [name, value.replace('realm="api"', 'realm="console"')] : [name, value];

function guard(response: Walked): Walked {
  const isKept = response.headers.some(([name]) => name === 'cache-control');
  const headers = [...response.headers.map(withRealm), ...LINES, ...(isKept ? [] : [NOT_KEPT])];
  return { ...response, headers };
}

/** What is served of an API, every answer of which tells browsers what its pages may do, errors included. */
export function guarded(api: Api): Combined {
  const walk = walkOf(api);
  return {
    operations: api.operations,
    routes: api.routes,
    explain: api.explain,
    warmup: api.warmup,
    close: api.close,
    [routed]: api[routed],
    handle: toHandle((request, isLast) => {
      const response = walk(request, isLast);
      return response instanceof Promise ? response.then(guard) : guard(response);
    }),
  };
}
