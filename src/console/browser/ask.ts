/** Why the server did not give what it was asked for, in words for people. */
export class AskError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const PATIENCE = 15_000;

/** What a problem says (RFC 9457). */
async function reasonOf(response: Response): Promise<string> {
  try {
    const { title, detail } = (await response.json()) as { title?: unknown; detail?: unknown };
    return String(detail ?? title);
  } catch {
    return `The server answered with ${response.status}.`;
  }
}

async function call(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new AskError(0, 'The server does not answer.');
  }
}

/** A path of the console's own API, wherever the console is mounted: its script knows where it came from. */
export const apiUrl = (path: string): string => new URL(`../api${path}`, import.meta.url).href;

/** The JSON at such a path. */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await call(apiUrl(path), init);
  if (!response.ok) throw new AskError(response.status, await reasonOf(response));
  return (await response.json()) as T;
}

/** A path of one API. */
export const ofApi = (api: string, path = ''): string => `/${encodeURIComponent(api)}${path}`;

/** Ends a run. */
export const cancelRun = (api: string, run: string): Promise<{ readonly isCancelled: boolean }> =>
  ask(ofApi(api, `/runs/${encodeURIComponent(run)}`), {
    method: 'DELETE',
    headers: { 'x-opbind-console': '1' },
  });
