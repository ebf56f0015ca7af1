// Lists dependencies that package-lock.json names but does not hold; `npm ci` would refuse such a lock file.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(process.argv[2] ?? 'package-lock.json', 'utf8'));

/** Folders in which Node looks for a package's dependencies, nearest first. */
const folders = (path) => {
  const found = [];
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    found.push(`${at}/node_modules/`);
  }
  return [...found, 'node_modules/'];
};

const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
  Object.keys({ ...dependencies, ...optionalDependencies })
    .filter((name) => !folders(path).some((folder) => packages[folder + name]))
    .map((name) => `${path || 'the project'} needs ${name}`),
);

process.stdout.write(missing.length === 0 ? 'The lock file is complete.\n' : `${missing.join('\n')}\n`);
process.exitCode = missing.length === 0 ? 0 : 1;
