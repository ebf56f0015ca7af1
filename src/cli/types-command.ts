import { basename, dirname, relative, resolve, sep } from 'node:path';

/** What `opbind types` was told, but for what is no part of its result. */
export interface TypesSettings {
  readonly output?: string | undefined;
  readonly int64?: string;
  readonly 'no-body-defaults'?: boolean;
  readonly formats?: boolean;
  readonly folder?: string | undefined;
  readonly 'allow-host'?: readonly string[] | undefined;
}

/** An argument as it is typed: what has blanks in it stands in quotes. */
export const toArgument = (text: string): string =>
  /^[\w./:@=+-]+$/.test(text) ? text : JSON.stringify(text);

/** What to type for the same types again. */
export const typesCommand = (document: string, settings: TypesSettings): string =>
  [
    'opbind types',
    toArgument(document),
    ...(settings.output === undefined ? [] : ['-o', toArgument(settings.output)]),
    ...(settings.int64 === undefined || settings.int64 === 'number' ? [] : ['--int64', settings.int64]),
    ...(settings['no-body-defaults'] === true ? ['--no-body-defaults'] : []),
    ...(settings.formats === true ? ['--formats'] : []),
    ...(settings.folder === undefined ? [] : ['--folder', toArgument(settings.folder)]),
    ...(settings['allow-host'] ?? []).flatMap((host) => ['--allow-host', toArgument(host)]),
  ].join(' ');

const isUrl = (document: string): boolean => /^https?:/i.test(document);

/**
 * The same as typed in the folder of the file that is written, so that whoever keeps that file finds no path of another machine in it, and
 * the same line wherever it was typed.
 */
export function typesCommandThere(document: string, settings: TypesSettings): string {
  const { output, folder } = settings;
  const there = output === undefined ? '' : dirname(output);
  const from = (path: string): string => relative(resolve(there), resolve(path)).split(sep).join('/') || '.';
  return typesCommand(isUrl(document) ? document : from(document), {
    ...settings,
    ...(output !== undefined && { output: basename(output) }),
    ...(folder !== undefined && { folder: from(folder) }),
  });
}
