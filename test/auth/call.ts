import { type Authenticator, bind, type Process } from '../../src/index.ts';
import { type Injected, inject } from '../../src/testing/index.ts';
import { documentOf, operation } from '../document-of.ts';

const bearerScheme = { type: 'http', scheme: 'bearer' };

const oauthScheme = (scopes: readonly string[]): object => ({
  type: 'oauth2',
  flows: {
    clientCredentials: {
      tokenUrl: 'https://issuer.example/token',
      scopes: Object.fromEntries(scopes.map((scope) => [scope, scope])),
    },
  },
});

/** What is asked of whoever calls. */
export interface Asked {
  readonly scopes?: readonly string[];
  readonly rule?: 'any' | 'all';
}

/** What a call came to. */
export interface Called {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly code: string | undefined;
  readonly me: unknown;
}

const toCalled = (answer: Injected): Called => {
  const value = answer.json<{ code?: string }>();
  return {
    status: answer.status,
    challenge: answer.headers['www-authenticate'],
    code: value.code,
    me: answer.status === 200 ? value : undefined,
  };
};

const whoami: Process = ({ username, claims }) => ({
  username,
  admin: claims?.isInRole('admin'),
  adm: claims?.isInRole('adm'),
});

/** Calls an operation that is closed by an authenticator. */
export async function callerOf(
  authenticator: Authenticator,
  { scopes = [], rule = 'any' }: Asked = {},
): Promise<(headers?: Record<string, string | string[]>, url?: string) => Promise<Called>> {
  const scheme = scopes.length > 0 ? oauthScheme(scopes) : bearerScheme;
  const api = await bind(
    documentOf(
      { '/me': { get: operation('me', { security: [{ token: scopes }] }) } },
      { components: { securitySchemes: { token: scheme } } },
    ),
    { me: whoami },
    { authenticators: { token: authenticator }, scopes: rule, onError: () => undefined },
  );
  return async (headers = {}, url = '/me') => toCalled(await inject(api, { url, headers }));
}

export const bearing = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

const CONTEXT = {
  request: { method: 'GET', url: '/me', headers: {}, protocol: 'http', clientIp: undefined },
  operation: { id: 'me', method: 'GET', template: '/me' },
  scopes: [],
} as const;

/** What an authenticator makes of a token, as the corridor would ask it. */
export const ask = (
  authenticator: Exclude<Authenticator, (...args: never[]) => unknown>,
  token: string,
): ReturnType<typeof authenticator.authenticate> => authenticator.authenticate(token, CONTEXT as never);
