import { readFile, realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DocumentCode } from './codes.ts';

/** A place may not be read, or cannot be. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: DocumentCode;
  readonly mend: string | undefined;

  constructor(code: DocumentCode, message: string, mend?: string) {
    super(message);
    this.code = code;
    this.mend = mend;
  }
}

/** The largest file that is fetched, in bytes, and how long that may take. */
const FETCH_LIMIT = 64 * 1024 * 1024;
const FETCH_TIMEOUT = 30_000;
const REDIRECTS = 5;

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
};

/** Reads a file that must stay under a folder once symbolic links are followed. */
export async function readFileWithin(folder: string | undefined, url: URL): Promise<Buffer> {
  const path = fileURLToPath(url);
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw new Refusal('file-missing', `There is no file ${path}.`, 'Mend the path.');
  if (folder === undefined || !isInside(await realpath(folder), real)) {
    throw new Refusal(
      'reference-refused',
      `The file ${path} is not under the folder of the document.`,
      'Allow it with { references: { folder } }, the folder that holds all files of the document.',
    );
  }
  return readFile(real);
}

const checkHost = (hosts: readonly string[], url: URL): void => {
  const known = ['http:', 'https:'].includes(url.protocol);
  if (known && (hosts.includes(url.host) || hosts.includes(url.hostname))) return;
  throw new Refusal(
    'reference-refused',
    known ? `Nothing is read from ${url.host}.` : `Nothing is read by ${url.protocol}.`,
    known
      ? `Allow it with { references: { hosts: ['${url.host}'] } }, or keep a copy beside the document.`
      : 'Keep a copy beside the document.',
  );
};

async function readBounded(response: Response, url: URL): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > FETCH_LIMIT) throw new Refusal('reference-refused', `${url.href} is larger than 64 MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Fetches a file from an allowed host; each redirect has to lead to an allowed one too. */
export async function fetchFile(hosts: readonly string[], from: URL): Promise<Buffer> {
  let url = from;
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    checkHost(hosts, url);
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(FETCH_TIMEOUT) });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      url = new URL(location, url);
    } else if (response.ok) {
      return readBounded(response, url);
    } else {
      await response.body?.cancel();
      throw new Refusal('file-missing', `${url.href} answers with ${response.status}.`, 'Mend the URL.');
    }
  }
  throw new Refusal('file-missing', `${from.href} redirects too often.`, 'Mend the URL.');
}
