import { malformed } from './refusals.ts';

/** Windows paths come from old browsers; a slash of either kind is no part of a name anywhere. */
const FOLDERS = /^.*[/\\]/s;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is refused
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

const ENCODED = /^(utf-8|iso-8859-1)'[a-z0-9-]*'((?:[!#$&+.^_`|~0-9a-z-]|%[0-9a-f]{2})*)$/i;

const CONTROL_IN_NAME = 'The name of a file may hold no control characters.';

/** The value of `filename*` (RFC 8187 §3.2). */
export function decodeFileName(value: string): string {
  const [, charset = '', encoded] = ENCODED.exec(value) ?? [];
  if (encoded === undefined) throw malformed('A filename* has to be encoded as RFC 8187 says.');
  const bytes = Buffer.from(
    encoded.replaceAll(/%(..)/g, (_, pair: string) => String.fromCharCode(Number.parseInt(pair, 16))),
    'latin1',
  );
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('A filename* has to be in the charset that it names.');
  }
}

/** The name of a file, without the folders that it had where it comes from; empty where nothing is left. */
export function cleanFileName(sent: string): string {
  if (CONTROL.test(sent)) throw malformed(CONTROL_IN_NAME);
  const name = sent.replace(FOLDERS, '');
  return name === '.' || name === '..' ? '' : name;
}
