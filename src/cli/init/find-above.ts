import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest file of that name, in the folder or above. */
export function findAbove(folder: string, name: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return join(at, name);
    if (dirname(at) === at) return null;
  }
}
