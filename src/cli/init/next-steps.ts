import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { toArgument } from '../types-command.ts';
import { findAbove } from './find-above.ts';

/** Whether modules of a folder find opbind. */
function isInstalled(folder: string): boolean {
  try {
    return createRequire(join(folder, 'x')).resolve('opbind') !== '';
  } catch {
    return false;
  }
}

/** Whether this Node runs TypeScript; the types of Node 20 do not know of it. */
export const runsTypeScript = (): boolean =>
  Object.entries(process.features).some(([name, how]) => name === 'typescript' && Boolean(how));

interface Package {
  readonly type?: unknown;
  readonly scripts?: Readonly<Record<string, unknown>>;
}

/** A package.json that cannot be read is npm's to complain of. */
function readPackage(file: string): Package {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Package;
  } catch {
    return {};
  }
}

/** What init wrote, and where. */
export interface Written {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly files: ReadonlyMap<string, string>;
  /** Path of the document from where the command was typed. */
  readonly document: string;
  readonly language: 'ts' | 'js';
}

/** Scripts that a new package would have, and what the files need of one that was there before. */
function lackingSettings(
  own: Package,
  scripts: Readonly<Record<string, string>>,
  isTyped: boolean,
): string[] {
  const lacking = Object.entries(scripts).filter(([name]) => own.scripts?.[name] === undefined);
  return [
    ...(isTyped && own.type !== 'module' ? ['type=module'] : []),
    ...lacking.map(([name, script]) => `scripts.${name}=${JSON.stringify(script)}`),
  ];
}

/** What makes a package that was there before fit, as commands typed in its folder. */
function completePackage(
  file: string,
  { folder, document, language }: Written,
  runs: boolean,
): readonly string[] {
  const home = dirname(file);
  const isTyped = language === 'ts';
  const end = isTyped ? 'ts' : 'mjs';
  const from = (path: string): string => toArgument(relative(home, path).split(sep).join('/'));
  const serve = `opbind serve ${from(resolve(document))} ${from(join(folder, `processes.${end}`))}`;
  const scripts = { start: `node ${from(join(folder, `server.${end}`))}`, dev: serve };
  const settings = lackingSettings(readPackage(file), scripts, isTyped);
  const packages = (isTyped ? ['typescript', '@types/node'] : []).filter(
    (name) => findAbove(folder, join('node_modules', name)) === null,
  );
  return [
    ...(relative('', home) === '' ? [] : [`cd ${toArgument(relative('', home))}`]),
    ...(isInstalled(folder) ? [] : ['npm install opbind']),
    ...(packages.length === 0 ? [] : [`npm install --save-dev ${packages.join(' ')}`]),
    ...(settings.length === 0 ? [] : [`npm pkg set ${settings.join(' ')}`]),
    ...(runs ? [`npx ${serve}`] : []),
  ];
}

/** What to type next, from the folder that the command was typed in. Nothing that this Node cannot run. */
export function nextSteps(written: Written): readonly string[] {
  const { folder, files, language } = written;
  const runs = language === 'js' || runsTypeScript();
  const where = relative('', folder);
  const above = files.has('package.json') ? null : findAbove(folder, 'package.json');
  if (above !== null) return completePackage(above, written, runs);
  return [
    ...(where === '' ? [] : [`cd ${toArgument(where)}`]),
    'npm install',
    ...(runs ? ['npm run dev'] : []),
  ];
}
