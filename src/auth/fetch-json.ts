import { type JsonObject, readJsonObject } from './json-object.ts';

/** How to ask for a JSON document, and how much of it to take. */
export interface FetchOptions {
  /** Seconds. */
  readonly timeout: number;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** More than any issuer has to say. */
const MOST_BYTES = 512 * 1024;

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * A URL that secrets and keys may go over: https, or http to this very machine.
 *
 * @throws {TypeError} for any other, with the name of the option.
 */
export function toSecureUrl(text: string, option: string, allowHttp: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new TypeError(`${option} ${JSON.stringify(text)} is no URL.`);
  const isSecure = url.protocol === 'https:' || LOOPBACK.test(url.hostname) || allowHttp;
  if (!isSecure || !/^https?:$/.test(url.protocol))
    throw new TypeError(
      `${option} ${JSON.stringify(text)} is not secure: use https. In a network of your own, allowHttp: true takes http as well.`,
    );
  return url.href;
}

async function readAll(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`${response.url} sent more than ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const isJson = (response: Response): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(response.headers.get('content-type') ?? '');

/** What a server answers. */
export interface JsonAnswer {
  readonly status: number;
  readonly value: JsonObject;
}

/** Asks for a JSON object, of whatever status. Rejects for anything else: a redirect, another type, too much, too late. */
export async function fetchAnswer(
  url: string,
  { timeout, headers, ...init }: FetchOptions,
): Promise<JsonAnswer> {
  const response = await fetch(url, {
    ...init,
    headers: { accept: 'application/json', ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(timeout * 1000),
  });
  const { status } = response;
  if (!isJson(response)) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${status}, and no JSON.`);
  }
  const value = readJsonObject(await readAll(response));
  if (value === null) throw new Error(`${url} answered ${status}, and no JSON object.`);
  return { status, value };
}

/** Asks for a JSON object as {@link fetchAnswer} does. Rejects for any status but 200, too. */
export async function fetchJson(url: string, options: FetchOptions): Promise<JsonObject> {
  const { status, value } = await fetchAnswer(url, options);
  if (status !== 200) throw new Error(`${url} answered ${status}.`);
  return value;
}
