import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { once } from '../http/once.ts';
import type { Reply } from '../http/reply.ts';
import { reply } from '../process/reply.ts';

/** A file as browsers get it. Its URL names its version, so that they need not ask for it twice. */
export interface Asset {
  /** What its URL says of its version. */
  readonly version: string;
  /** Its answer to a request that accepts these content codings. */
  answer(accepted: string): Promise<Reply>;
}

const KEPT = { 'cache-control': 'private, max-age=31536000, immutable', vary: 'accept-encoding' };

const compress = promisify(gzip);

const takesGzip = (accepted: string): boolean => /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted);

/** @param read Gives the bytes; asked once. */
export function createAsset(contentType: string, version: string, read: () => Promise<Uint8Array>): Asset {
  const whole = once(read);
  const small = once(async () => await compress(await whole()));
  return {
    version,
    answer: async (accepted) =>
      takesGzip(accepted)
        ? reply(200, await small(), { contentType, headers: { ...KEPT, 'content-encoding': 'gzip' } })
        : reply(200, await whole(), { contentType, headers: KEPT }),
  };
}

/** A text that is at hand. */
export function createTextAsset(contentType: string, text: string): Asset {
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return createAsset(contentType, version, () => Promise.resolve(Buffer.from(text)));
}
