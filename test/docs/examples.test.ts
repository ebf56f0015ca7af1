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

/** What readers see of a page: blocks of code have neither headings nor links. */
const proseOf = (page: string): string =>
  readFileSync(new URL(page, root), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');

/** Anchors of the headings, as renderers of Markdown make them: those that come again are numbered. */
function anchorsOf(page: string): readonly string[] {
  const all = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(({ 1: heading = '' }) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
  return all.map((anchor, index) => {
    const before = all.slice(0, index).filter((one) => one === anchor).length;
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

describe('the documentation leads somewhere', () => {
  const others = ['CONTRIBUTING.md', 'SECURITY.md'];
  const links = [...pages, ...others].flatMap((page) =>
    [...proseOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
      ({ 1: to = '', 2: anchor }) => [page, to === '' ? page : to, anchor ?? null] as const,
    ),
  );

  test.each(links)('%s → %s %s', (page, to, anchor) => {
    const there = to === page ? page : new URL(to, new URL(page, root)).pathname.slice(root.pathname.length);
    expect(() => readFileSync(new URL(there, root))).not.toThrow(/ENOENT/);
    if (anchor !== null) expect(anchorsOf(there)).toContain(anchor);
  });
});
