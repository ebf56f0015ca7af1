import { rmSync } from 'node:fs';

/** Clears away what tests have written beside themselves. */
export const teardown = (): void => {
  for (const room of [
    'body',
    'cli',
    'clients',
    'compiled',
    'crash',
    'docs',
    'document',
    'postgres',
    'security',
    'types',
  ])
    rmSync(new URL(`./${room}/generated/`, import.meta.url), { recursive: true, force: true });
};
