import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const generated = new URL('./generated/', import.meta.url);

const pages = [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Blocks of TypeScript that are whole modules; those that only show a piece are marked `ts ignore`. */
const BLOCK = /^```ts\n([\s\S]*?)^```$/gm;

const examples = pages.flatMap((page) => {
  const text = readFileSync(new URL(page, root), 'utf8');
  return [...text.matchAll(BLOCK)].map(({ 1: code = '', index }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    file: new URL(`${page.replace(/\W/g, '-')}-${index}.ts`, generated),
    code,
  }));
});

beforeAll(() => {
  mkdirSync(generated, { recursive: true });
  for (const { file, code } of examples) writeFileSync(file, code);
});

afterAll(() => rmSync(generated, { recursive: true, force: true }));

describe('every example of the documentation runs', () => {
  test('and there are some', () => expect(examples.length).toBeGreaterThan(5));

  test.each(examples.map(({ place, file }) => [place, file] as const))('%s', async (_, file) => {
    await expect(import(/* @vite-ignore */ fileURLToPath(file))).resolves.toBeDefined();
  });
});

describe('the documentation leads somewhere', () => {
  const links = pages.flatMap((page) =>
    [...readFileSync(new URL(page, root), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)(#[^)\s]*)?\)/g)].map(
      ({ 1: to = '' }) => [page, to] as const,
    ),
  );

  test.each(links)('%s → %s', (page, to) => {
    expect(() => readFileSync(new URL(to, new URL(page, root)))).not.toThrow(/ENOENT/);
  });
});
