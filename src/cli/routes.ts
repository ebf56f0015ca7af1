import { parseArgs } from 'node:util';
import { examine } from '../bind.ts';
import type { Operation, Requirement } from '../document/operation.ts';
import { routingOf } from '../judge.ts';
import type { BindOptions } from '../options.ts';
import { count } from '../problem/count.ts';
import { comparePrecedence, createPathReader, type RoutePath } from '../routing/route-path.ts';
import { describeSet, takesAll } from '../routing/text-set.ts';
import { BINDING_HELP, BINDING_OPTIONS, readBinding, readOne } from './binding.ts';
import type { Command, Terminal } from './command.ts';
import { explained, explanationOf, type Routes } from './explanation.ts';
import { reportOf } from './findings.ts';
import { type Paint, paintOf } from './paint.ts';
import { loadProcesses } from './processes.ts';
import { tableOf } from './table.ts';

const HELP = `opbind routes: the routes of a document, in the order in which they are matched

Usage:
  opbind routes <document> [processes]

  <processes>             a module of processes: their options decide, and operations without one are marked

Options:
  --explain <request>     says which operation answers "GET /pets/7", or "/pets/7", and why
${BINDING_HELP}
  --json                  prints { routes }, or the explanation

Where several routes fit a URL, the first one of the list answers: literal text goes before typed parameters, and those before
strings. Exit code 1: the document cannot be read, or nothing answers the URL that was to be explained.

Examples:
  opbind routes petstore.yaml
  opbind routes petstore.yaml --explain "GET /pets/7"
  opbind routes petstore.yaml processes.mjs --explain "DELETE /pets/7" --json
`;

/** Which parameters narrow their segments, and to what. */
const typedIn = ({ segments }: RoutePath): Readonly<Record<string, string>> =>
  Object.fromEntries(
    segments.flatMap(({ slots }) =>
      slots.filter(({ set }) => !takesAll(set)).map(({ name, set }) => [name, describeSet(set)]),
    ),
  );

/** Scopes may be URLs, which would leave no room for anything else. */
const shortScope = (scope: string): string => scope.replace(/^https?:.*\//, '…/');

const schemesOf = (requirement: Requirement): string =>
  requirement
    .map(({ scheme, scopes }) =>
      scopes.length === 0 ? scheme : `${scheme}(${scopes.map(shortScope).join(' ')})`,
    )
    .join(' + ');

/** Alternatives by `or`; one without schemes lets anybody in. */
const securityOf = ({ security }: Operation): string =>
  security.map((requirement) => schemesOf(requirement) || 'anybody').join(' or ');

interface Row {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  /** Null where no processes were given. */
  readonly bound: boolean | null;
  readonly security: readonly Requirement[];
  readonly typed: Readonly<Record<string, string>>;
}

/** The order of the router: those with a process first, then the more concrete ones. */
function pathsOf({ bound, unbound, options }: Routes): readonly RoutePath[] {
  const read = createPathReader(routingOf(options));
  const sorted = (operations: readonly Operation[]): readonly RoutePath[] =>
    operations.flatMap(read).sort((a, b) => comparePrecedence(a.segments, b.segments));
  return [...sorted(bound), ...sorted(unbound)];
}

const toRow = (route: RoutePath, { bound, hasModule }: Routes): Row => ({
  method: route.operation.method,
  path: route.path,
  operation: route.operation.id,
  bound: hasModule ? bound.includes(route.operation) : null,
  security: route.operation.security,
  typed: typedIn(route),
});

function listing(paths: readonly RoutePath[], routes: Routes, paint: Paint): string {
  const cellsOf = (route: RoutePath): readonly string[] => {
    const { method, path, operation, bound, typed } = toRow(route, routes);
    return [
      method,
      path,
      operation,
      ...(routes.hasModule ? [bound ? 'yes' : 'no'] : []),
      Object.entries(typed)
        .map(([name, set]) => `{${name}} is ${set}`)
        .join(', '),
      securityOf(route.operation),
    ];
  };
  const head = [
    'Method',
    'Path',
    'Operation',
    ...(routes.hasModule ? ['Process'] : []),
    'Typed segments',
    'Security',
  ];
  return `${tableOf(head, paths.map(cellsOf), paint)}\n${paint.dim(count(paths.length, 'route'))}\n`;
}

async function readRoutes(
  document: string,
  module: string | null,
  said: BindOptions,
  terminal: Terminal,
): Promise<Routes | null> {
  const given = module === null ? { processes: {}, options: {} } : await loadProcesses(module);
  const options = { ...given.options, ...said };
  const { loaded, assigned, findings } = await examine(document, given.processes, options);
  if (loaded.version === null || findings.length > 0) {
    const heading = `${count(findings.length, 'finding')} in ${loaded.source}`;
    terminal.writeError(reportOf(heading, findings, paintOf(terminal, 'error')));
  }
  if (loaded.version === null) return null;
  const bound = assigned.bound.map(({ operation }) => operation);
  return { bound, unbound: assigned.unbound, hasModule: module !== null, options };
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...BINDING_OPTIONS,
      explain: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { document, module } = readOne(positionals, 'routes');
  const routes = await readRoutes(document, module, readBinding(values), terminal);
  if (routes === null) return 1;
  const paint = paintOf(terminal);
  const write = (json: unknown, text: () => string): void =>
    terminal.write(values.json ? `${JSON.stringify(json, null, 2)}\n` : text());
  if (values.explain === undefined) {
    const paths = pathsOf(routes);
    const rows = paths.map((path) => toRow(path, routes));
    write({ routes: rows }, () => listing(paths, routes, paint));
    return 0;
  }
  const explanation = explanationOf(values.explain, routes);
  write(explanation, () => explained(explanation, routes, paint));
  return explanation.operation === null ? 1 : 0;
}

export const routes: Command = {
  name: 'routes',
  summary: 'lists the routes of a document, and says which one answers a URL',
  help: HELP,
  run,
};
