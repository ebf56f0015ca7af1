import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

/** Whether modules of a folder find opbind. */
function isInstalled(folder: string): boolean {
  try {
    return createRequire(join(folder, 'x')).resolve('opbind') !== '';
  } catch {
    return false;
  }
}

/** What to type next, from the folder that the command was typed in. */
export function nextSteps(
  folder: string,
  files: ReadonlyMap<string, string>,
  document: string,
): readonly string[] {
  const where = relative('', folder);
  const processes = [...files.keys()].find((name) => name.startsWith('processes.')) ?? '';
  if (!files.has('package.json'))
    return [
      ...(isInstalled(folder) ? [] : ['npm install opbind']),
      `npx opbind serve ${document} ${join(where, processes)}`,
    ];
  return [...(where === '' ? [] : [`cd ${where}`]), 'npm install', 'npm run dev'];
}

/** Whether this Node runs TypeScript; the types of Node 20 do not know of it. */
export const runsTypeScript = (): boolean =>
  Object.entries(process.features).some(([name, how]) => name === 'typescript' && Boolean(how));
