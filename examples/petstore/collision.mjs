import { bind, SetupError } from 'opbind';
import { readPetstore } from './document.mjs';

const processes = {
  loginUser: () => 'logged in',
  getUserByName: ({ path }) => ({ username: path.username }),
};

try {
  await bind(await readPetstore(), processes);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stdout.write(`${error.message}\n\n`);
}

const api = await bind(await readPetstore(), processes, { collisions: 'concrete-first' });
process.stdout.write('With { collisions: "concrete-first" }:\n');
for (const url of ['/v2/user/login', '/v2/user/ann']) {
  process.stdout.write(`  GET ${url} is answered by ${api.explain('GET', url).operation}\n`);
}
