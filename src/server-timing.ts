import type { HttpResponse } from './http/message.ts';
import type { Step } from './messages.ts';

const metric = (name: string, ms: number): string => `${name};dur=${Number(ms.toFixed(3))}`;

/**
 * An answer that says how long each step took, in milliseconds.
 *
 * @see W3C Server Timing §3
 */
export function withServerTiming<Response extends HttpResponse>(
  response: Response,
  durations: { readonly [Name in Step]?: number },
  total: number,
): Response {
  const steps = Object.entries(durations).map(([name, ms]) => metric(name, ms));
  const value = [...steps, metric('total', total)].join(', ');
  return { ...response, headers: [...response.headers, ['server-timing', value]] };
}
