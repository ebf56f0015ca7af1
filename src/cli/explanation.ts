import type { Operation } from '../document/operation.ts';
import { routingOf } from '../judge.ts';
import type { BindOptions } from '../options.ts';
import { compileExplain, type Explanation } from '../routing/explain.ts';
import { UsageError } from './command.ts';
import type { Paint } from './paint.ts';
import { tableOf } from './table.ts';

/** The operations of a document, and how they are routed. */
export interface Routes {
  readonly bound: readonly Operation[];
  readonly unbound: readonly Operation[];
  readonly hasModule: boolean;
  readonly options: BindOptions;
}

const REQUEST = /^(?:([A-Za-z][\w-]*)\s+)?(\/\S*|https?:\/\/\S+)$/;

/** Which operation answers a request as it was typed, and why. */
export function explanationOf(request: string, { bound, unbound, hasModule, options }: Routes): Explanation {
  const [, method = 'GET', url] = REQUEST.exec(request.trim()) ?? [];
  if (url === undefined)
    throw new UsageError(
      `--explain takes a method and a path, for example "GET /pets/7", not ${JSON.stringify(request)}.`,
    );
  const explain = hasModule
    ? compileExplain(bound, unbound, routingOf(options))
    : compileExplain(unbound, [], routingOf(options));
  return explain(method.toUpperCase(), url);
}

/** What keeps most URLs from being answered. */
function basePathHint({ path, outcome }: Explanation, { bound, unbound }: Routes): string {
  const basePaths = new Set([...bound, ...unbound].flatMap((operation) => operation.basePaths));
  const fits = [...basePaths].some((basePath) => path.startsWith(`${basePath}/`));
  return outcome !== 'none' || fits ? '' : ` All paths begin with ${[...basePaths].join(' or ')}.`;
}

/** The same in words. */
export function explained(explanation: Explanation, routes: Routes, paint: Paint): string {
  const { method, path, outcome, operation, reason, others } = explanation;
  const says: Readonly<Record<Explanation['outcome'], string>> = {
    bound: `is answered by ${paint.bold(operation ?? '')}`,
    unbound: `is that of ${paint.bold(operation ?? '')}, which has no process`,
    method: paint.red('is answered with 405'),
    none: paint.red('is answered by nothing: 404'),
    malformed: paint.red('is answered with 400'),
  };
  const rows = others.map((other) => [`  ${other.method}`, other.path, other.operation, other.reason]);
  return `${paint.bold(`${method} ${path}`)} ${says[outcome]}\n  ${reason}${basePathHint(explanation, routes)}\n${
    rows.length === 0 ? '' : `\nThese came near:\n${tableOf([], rows, paint)}`
  }`;
}
