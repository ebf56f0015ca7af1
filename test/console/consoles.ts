import { setTimeout as sleep } from 'node:timers/promises';
import { type ConsoleOptions, createConsole } from '../../src/console/index.ts';
import {
  type Api,
  type BindOptions,
  bind,
  type Combined,
  fail,
  type Principal,
  type Servable,
} from '../../src/index.ts';
import { type Injected, inject } from '../../src/testing/index.ts';
import { documentOf, operation, pathParameter } from '../document-of.ts';

/** Texts that would do harm where they were taken for markup. */
export const HOSTILE = '<img src=x onerror="globalThis.harmed=1"><script>globalThis.harmed=1</script>';

const DOCUMENT = documentOf(
  {
    '/pets': { get: operation('listPets', { summary: 'The pets', security: [{ key: [] }, {}] }) },
    '/slow': { post: operation('slow', { deprecated: true }) },
    '/broken': { get: operation('broken') },
    '/hostile': { get: operation(HOSTILE) },
    '/pets/{id}': {
      get: operation('getPet', { parameters: [pathParameter('id', { type: 'integer' })] }),
    },
  },
  {
    info: { title: 'Pets', version: '7' },
    servers: [{ url: 'https://api.example/v1' }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } },
  },
);

/** An API with all kinds of runs. `slow` ends when it is aborted. */
export const bindPets = (options: BindOptions = {}): Promise<Api> =>
  bind(
    DOCUMENT,
    {
      listPets: () => [],
      slow: async ({ run }) => {
        run.log('begun');
        run.outputs['step'] = 1;
        await sleep(60_000, undefined, { signal: run.signal });
      },
      broken: () => {
        throw fail('It broke.\nBadly.');
      },
      [HOSTILE]: ({ run }) => {
        run.log(HOSTILE);
        run.outputs[HOSTILE] = HOSTILE;
        throw new Error(HOSTILE);
      },
    },
    {
      authenticators: { key: (key) => ({ name: String(key) }) },
      onError: () => undefined,
      ...options,
    },
  );

/** Whoever says `Bearer ann` is ann, with the role and the scope that stand behind her name. */
const byToken = (token: unknown): Principal | null => {
  const [name = '', role = 'none', scope = 'none'] = String(token).split('-');
  return name === 'nobody' ? null : { name, roles: [role], scopes: [scope] };
};

export const OPTIONS: ConsoleOptions = {
  authenticator: byToken,
  scheme: { type: 'http', scheme: 'bearer' },
};

export const openConsole = (
  apis: Api | Readonly<Record<string, Api>>,
  options: Partial<ConsoleOptions> = {},
): Promise<Combined> => createConsole(apis, { ...OPTIONS, ...options });

/** Asks a console, as ann where nobody else is named. */
export const look = (
  console: Servable,
  url: string,
  {
    method = 'GET',
    headers = {},
    token = 'ann',
  }: { method?: string; headers?: Record<string, string>; token?: string | null } = {},
): Promise<Injected> =>
  inject(console, {
    method,
    url,
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
  });

/** Starts a run that goes on, and gives its id when it does. */
export async function startSlow(
  api: Api,
): Promise<{ readonly id: string; readonly answer: Promise<Injected> }> {
  const before = new Set((await api.runs.list({ operation: 'slow' })).map(({ id }) => id));
  const answer = inject(api, { method: 'POST', url: '/v1/slow' });
  for (let tries = 0; tries < 200; tries += 1) {
    const begun = (await api.runs.list({ operation: 'slow' })).find(({ id }) => !before.has(id));
    if (begun !== undefined) return { id: begun.id, answer };
    await sleep(5);
  }
  throw new Error('No run has begun.');
}

export const answerOf = (api: Api, url: string, headers: Record<string, string> = {}): Promise<Injected> =>
  inject(api, { url, headers });
