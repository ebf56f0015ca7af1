import { setMaxListeners } from 'node:events';
import { type Api, type Combined, inspecting } from '../api.ts';
import { bind } from '../bind.ts';
import type { BindOptions } from '../options.ts';
import { type Finding, SetupError } from '../problem/finding.ts';
import { nameApis } from './apis.ts';
import { toDocument } from './document.ts';
import { guarded } from './guard.ts';
import { withRoles } from './lookers.ts';
import { BOUND, type ConsoleOptions, findConsole, schemeOf } from './options.ts';
import { ASSET_NAMES, createPages, SWAGGER_UI_NAMES } from './pages.ts';
import { createProcesses } from './processes.ts';
import { toRefusalPage } from './refusal-page.ts';

const PACE = { gather: 300, quiet: 15_000 };

const SOURCE = 'the options of the console';

/** What is wrong is told of the console's options, and not of a document that nobody has seen. */
const toOwn = (finding: Finding): Finding => ({
  ...finding,
  pointer: finding.pointer
    .replace('authenticators.console', 'authenticator')
    .replace('/components/securitySchemes/console', 'scheme'),
});

function bindOptionsOf(options: ConsoleOptions): BindOptions {
  const { authenticator, roles } = options;
  const given = BOUND.filter((name) => options[name] !== undefined);
  return {
    ...(Object.fromEntries(given.map((name) => [name, options[name]])) as BindOptions),
    authenticators: { console: withRoles(authenticator, roles) },
    scopes: 'all',
    requireSecurity: true,
    problems: toRefusalPage,
    basePath: '',
  };
}

/**
 * Makes a console: pages for whoever runs an API, with its operations and warnings, its runs as they go on, each with its log, outputs and error,
 * and a reference from which operations are called. Every door serves it, as it does an API, under `path`.
 *
 * Whoever the authenticator lets in sees all runs of all callers.
 *
 * @param apis What `bind` gave, or several of those by the names under which they are shown.
 * @param options Who may look, and where.
 * @returns What doors serve; what is not under `path` it leaves to others.
 * @throws {SetupError} without an authenticator, and for options that do not fit.
 * @example
 * const console = await createConsole(api, {
 *   authenticator: basic({ users: { ann: await hashPassword('correct horse battery staple') } }),
 * });
 * createServer(toNodeListener(combine(console, api))).listen(8080);
 */
export async function createConsole(
  apis: Api | Readonly<Record<string, Api>>,
  options: ConsoleOptions,
): Promise<Combined> {
  const findings = findConsole(apis, options ?? {});
  if (findings.length > 0) throw new SetupError(findings, SOURCE);
  const { path = '/console', cancel: cancels = true, streams = 100, scopes, swaggerUi } = options;
  const named = nameApis(apis);
  const pages = await createPages(swaggerUi);
  const closing = new AbortController();
  // Every stream of events listens.
  setMaxListeners(0, closing.signal);
  const document = toDocument(
    {
      apis: [...named.keys()],
      path,
      scheme: schemeOf(options) ?? {},
      cancels,
      assets: ASSET_NAMES,
      swaggerUi: swaggerUi === false ? null : SWAGGER_UI_NAMES,
    },
    scopes,
  );
  const processes = createProcesses({
    apis: named,
    pages,
    path,
    cancels,
    streams,
    pace: PACE,
    closing: closing.signal,
  });
  const own = await bind(document, processes, bindOptionsOf(options)).catch((error: unknown) => {
    throw error instanceof SetupError ? new SetupError(error.findings.map(toOwn), SOURCE) : error;
  });
  own[inspecting]().stopping.addEventListener('abort', () => closing.abort(), { once: true });
  return guarded(own);
}
