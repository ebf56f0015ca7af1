/**
 * Bytes of a text in base64url; null where it has padding, a letter of another alphabet, or bits that say nothing: two texts that mean the
 * same would be two tokens (RFC 7515 §2, RFC 4648 §3.5).
 */
export function readBase64url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}
