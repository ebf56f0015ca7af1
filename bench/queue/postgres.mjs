import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** The PostgreSQL of the tests, which is written in TypeScript. */
export const startPostgres = async () => {
  const file = fileURLToPath(new URL('postgres.generated.mjs', import.meta.url));
  const bundle = await rolldown({
    input: fileURLToPath(new URL('../../test/postgres.ts', import.meta.url)),
    platform: 'node',
    external: (id) => !/^[./]/.test(id),
  });
  try {
    await bundle.write({ file, format: 'esm', codeSplitting: false });
    const { startPostgres: start } = await import(file);
    return await start();
  } finally {
    await bundle.close();
    rmSync(file, { force: true });
  }
};
