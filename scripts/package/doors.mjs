import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate, root, run, runNode, tell } from './run.mjs';

const { exports: subpaths } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** Those that are nothing without another package. */
const NEEDY = ['./opentelemetry'];

const doors = Object.keys(subpaths)
  .filter((path) => !path.endsWith('.json') && !NEEDY.includes(path))
  .map((path) => `opbind${path.slice(1)}`);

/** Every door can be loaded where no optional package is installed. */
export async function tryDoors(app) {
  const names = JSON.stringify(doors);
  const list = `for (const [name, door] of found) if (Object.keys(door).length === 0) throw new Error(name);`;
  await evaluate(
    app,
    `const found = []; for (const name of ${names}) found.push([name, await import(name)]); ${list}`,
  );
  await runNode(
    app,
    '--input-type=commonjs',
    '-e',
    `const found = ${names}.map((name) => [name, require(name)]); ${list}`,
  );
  tell(`${doors.length} doors are there by import and by require, without any optional package`);
}

const DOCUMENT = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        responses: {
          200: { description: 'Pets', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
  },
});

/** What is asked of opbind for which a package is not installed, and the mends that are to be named, one after the other. */
const MISSING = [
  [
    'postgresRuns',
    `const { postgresRuns } = await import('opbind/postgres');
     const runs = postgresRuns({ connectionString: 'postgres://nobody@127.0.0.1:9/none' });
     await bind(${DOCUMENT}, { listPets: () => [] }, { runs: { store: runs } });`,
    'npm install pg',
  ],
  [
    'postgresRevocations',
    `const { postgresRevocations } = await import('opbind/postgres');
     postgresRevocations({ connectionString: 'postgres://nobody@127.0.0.1:9/none' });`,
    'npm install pg',
  ],
  ['opentelemetry', `await import('opbind/opentelemetry');`, 'npm install @opentelemetry/api'],
  [
    'contractTest',
    `const { contractTest } = await import('opbind/testing');
     await contractTest(await bind(${DOCUMENT}, { listPets: () => [] }));`,
    'npm install fast-check',
  ],
  ['mocks', `await bind(${DOCUMENT}, {}, { unbound: 'mock' });`, 'npm install openapi-sampler'],
];

/** The command is where npm looks for it. */
export async function tryCommand(app) {
  assert.match(await run(app, join(app, 'node_modules/.bin/opbind'), '--help'), /^opbind serves/);
  tell('the command opbind is there');
}

/** What needs an optional package says which, and how to have it. */
export async function tryMissing(app) {
  for (const [what, code, mend] of MISSING) {
    const said = await evaluate(
      app,
      `import { bind, SetupError } from 'opbind';
      try { ${code} } catch (error) { console.log(error instanceof SetupError, error.message); }`,
    );
    assert.match(said, /^true /, `${what} says: ${said}`);
    assert(said.includes(mend), `${what} says: ${said}`);
  }
  tell(
    `what needs a package that is not installed says so, with the command that mends it (${MISSING.length} times)`,
  );
}
