import { isText, type MediaTypeParts, parseMediaType, sequenceOf } from '../http/media-type.ts';
import type { HeaderLine } from '../http/message.ts';

/** How content is labelled. */
export interface Label {
  readonly line: HeaderLine;
  readonly charset: string | undefined;
}

export const charsetOf = (type: string): string | undefined => /charset="?([^";\s]+)/i.exec(type)?.[1];

export const toLabel = (type: string): Label => ({ line: ['content-type', type], charset: charsetOf(type) });

/** The text of server-sent events is UTF-8 always. */
const isOfAnyCharset = (parts: MediaTypeParts): boolean => isText(parts) && sequenceOf(parts) === null;

/** Text of a `text/…` type says its charset, for not every client assumes UTF-8. */
export function toTextLabel(type: string): Label {
  const parts = parseMediaType(type);
  const isSilent = parts !== null && isOfAnyCharset(parts) && charsetOf(type) === undefined;
  return toLabel(isSilent ? `${type}; charset=utf-8` : type);
}
