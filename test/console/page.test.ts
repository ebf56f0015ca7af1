import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const browser = new URL('src/console/browser/', root);

const modules = readdirSync(browser).filter((file) => file.endsWith('.ts'));

describe('what browsers get', () => {
  test('is what its files make of it', async () => {
    const script = fileURLToPath(new URL('scripts/console-page.mjs', root));
    const made = promisify(execFile)(process.execPath, [script, '--check'], { cwd: fileURLToPath(root) });
    await expect(made).resolves.toMatchObject({ stderr: '' });
  });

  test('is made of modules', () => expect(modules.length).toBeGreaterThan(10));

  test.each(modules)('%s knows no way from a text to markup or to code', (file) => {
    const text = readFileSync(new URL(file, browser), 'utf8');
    expect(text).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|\beval\b|Function\(/,
    );
    expect(text).not.toMatch(/https?:/);
  });
});
