import { isJson, type MediaTypeParts } from '../http/media-type.ts';
import { decoderOf } from './charset.ts';
import { malformed } from './refusals.ts';

/** Bytes of a part → its text; null for a charset that is unknown here. Throws a Problem where the bytes are no such text. */
export function readPartText(bytes: Uint8Array, type: MediaTypeParts | null): string | null {
  // JSON is UTF-8 and nothing else (RFC 8259 §8.1), and so are texts of which nothing is said (RFC 7578 §5.1.2).
  const charset = (type !== null && !isJson(type) && type.parameters['charset']) || 'utf-8';
  const decoder = decoderOf(charset);
  if (decoder === null) return null;
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformed('A part that is text has to be in its charset, which is UTF-8 where it names none.');
  }
}
