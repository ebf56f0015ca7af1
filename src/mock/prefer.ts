import { isToken } from '../http/token.ts';

/** Preferences of a request by name, in lower case; what has no value has the empty one. */
export type Preferences = ReadonlyMap<string, string>;

const MOST = 64;

/** Parts of a field between separators that stand outside of quoted strings (RFC 9110 §5.6.4). */
export function splitField(text: string, separator: ',' | ';'): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length && parts.length < MOST; at += 1) {
    const character = text[at];
    if (quoted && character === '\\') at += 1;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** A token or a quoted string as the text that it stands for; null where it is neither. */
function readWord(word: string): string | null {
  if (word === '' || isToken(word)) return word;
  const [, inner] = /^"((?:[^"\\]|\\.)*)"$/.exec(word) ?? [];
  return inner === undefined ? null : inner.replace(/\\(.)/g, '$1');
}

/**
 * Reads a `Prefer` field. What is no preference is passed over, and of two that have the same name the first counts (RFC 7240 §2).
 * Node joins fields that come several times, and so do doors.
 */
export function readPreferences(field: string | undefined): Preferences {
  const preferences = new Map<string, string>();
  if (field === undefined) return preferences;
  for (const preference of splitField(field, ',')) {
    const [first = ''] = splitField(preference, ';');
    const equals = first.indexOf('=');
    const name = (equals === -1 ? first : first.slice(0, equals)).trim().toLowerCase();
    const value = equals === -1 ? '' : readWord(first.slice(equals + 1).trim());
    if (isToken(name) && value !== null && !preferences.has(name)) preferences.set(name, value);
  }
  return preferences;
}

/** A preference as `Preference-Applied` names it (RFC 7240 §3). */
export const writePreference = (name: string, value: string): string =>
  `${name}=${isToken(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`;
