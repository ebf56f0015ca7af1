import { malformed } from './refusals.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const BOM = '\ufeff';

/** Bytes of one line or record → text. Only the first of a body may begin with a byte order mark, which is no part of it. */
export function readItemText(bytes: Uint8Array, isFirst: boolean): string {
  try {
    const text = UTF8.decode(bytes);
    return isFirst && text.startsWith(BOM) ? text.slice(1) : text;
  } catch {
    throw malformed('The body is not utf-8 text.');
  }
}
