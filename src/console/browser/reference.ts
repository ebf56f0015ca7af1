import type { Overview } from '../words.ts';
import { AskError, ask, ofApi } from './ask.ts';
import { byId } from './element.ts';
import { enableSkip, showApis, showNavigation, showTrouble } from './frame.ts';

/** What the script of swagger-ui-dist leaves behind. */
declare const SwaggerUIBundle: undefined | ((options: Readonly<Record<string, unknown>>) => unknown);

/** Its styles have a dark mode, which asks for a class. */
function followScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    document.documentElement.classList.toggle('dark-mode', dark.matches);
  };
  dark.addEventListener('change', apply);
  apply();
}

async function start(): Promise<void> {
  enableSkip();
  followScheme();
  const overview = await ask<Overview>('');
  const asked = new URLSearchParams(location.search).get('api') ?? '';
  const api = overview.apis.find(({ name }) => name === asked) ?? overview.apis[0];
  if (api === undefined) return;
  const parameter = overview.apis.length > 1 ? api.name : '';
  showNavigation(overview, parameter, 'reference', '../');
  showApis(overview, api.name, (name) => {
    location.search = `?${new URLSearchParams({ api: name })}`;
  });
  document.title = `API reference – ${api.title}`;
  if (typeof SwaggerUIBundle === 'undefined') return;
  const spec = await ask<unknown>(ofApi(api.name, '/document'));
  SwaggerUIBundle({
    spec,
    domNode: byId('reference'),
    deepLinking: true,
    // It would ask a server of others what it thinks of the document.
    validatorUrl: null,
    tryItOutEnabled: true,
    persistAuthorization: false,
    displayRequestDuration: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    withCredentials: true,
  });
}

start().catch((error: unknown) =>
  showTrouble(error instanceof AskError ? error.message : 'The API reference cannot be shown.', () =>
    location.reload(),
  ),
);
