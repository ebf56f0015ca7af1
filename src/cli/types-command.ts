/** What `opbind types` was told, but for what is no part of its result. */
export interface TypesSettings {
  readonly output?: string | undefined;
  readonly int64?: string;
  readonly 'no-body-defaults'?: boolean;
  readonly formats?: boolean;
  readonly folder?: string | undefined;
  readonly 'allow-host'?: readonly string[] | undefined;
}

const quoted = (text: string): string => (/^[\w./:@=+-]+$/.test(text) ? text : JSON.stringify(text));

/** What to type for the same types again. */
export const typesCommand = (document: string, settings: TypesSettings): string =>
  [
    'opbind types',
    quoted(document),
    ...(settings.output === undefined ? [] : ['-o', quoted(settings.output)]),
    ...(settings.int64 === undefined || settings.int64 === 'number' ? [] : ['--int64', settings.int64]),
    ...(settings['no-body-defaults'] === true ? ['--no-body-defaults'] : []),
    ...(settings.formats === true ? ['--formats'] : []),
    ...(settings.folder === undefined ? [] : ['--folder', quoted(settings.folder)]),
    ...(settings['allow-host'] ?? []).flatMap((host) => ['--allow-host', quoted(host)]),
  ].join(' ');
