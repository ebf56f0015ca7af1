// Packs opbind, installs the package in an empty project, and uses it as its users do: ESM and `require`, packages that are not there, types
// under three compilers, the first steps, three bundlers. Fails where something is not as it should be, and says how large it all is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryBundles } from './package/bundlers.mjs';
import { tryTypes } from './package/compilers.mjs';
import { pack } from './package/contents.mjs';
import { tryCommand, tryDoors, tryMissing } from './package/doors.mjs';
import { install } from './package/install.mjs';
import { tryReadme, tryStart } from './package/start.mjs';

const folder = mkdtempSync(join(tmpdir(), 'opbind-package-'));
const app = join(folder, 'app');
try {
  await install(app, await pack(folder));
  await tryDoors(app);
  await tryMissing(app);
  await tryCommand(app);
  const compilers = await tryTypes(app);
  await tryStart(app, compilers);
  await tryReadme(app, compilers);
  await tryBundles(app, join(folder, 'far'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
