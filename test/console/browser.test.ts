import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { basic, hashPassword } from '../../src/auth/index.ts';
import { createConsole } from '../../src/console/index.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import { type Api, type Combined, combine } from '../../src/index.ts';
import { answerOf, bindPets, HOSTILE, startSlow } from './consoles.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const here = existsSync(CHROMIUM);
const ABSENT = 'skipped: there is no chromium; node scripts/install-chromium.mjs gets one';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const httpCredentials = { username: 'ann', password: 'correct horse' };

const MORE = 'an-api-with-a-name-that-is-longer-than-a-narrow-page-is-wide';

/** What a page did that it must not do. */
interface Watched {
  readonly page: Page;
  /** Violations of the policy, errors of scripts, and calls of other origins. */
  readonly faults: string[];
}

describe.skipIf(!here)(`the console in a browser${here ? '' : ` (${ABSENT})`}`, () => {
  const server = createServer();
  const contexts: BrowserContext[] = [];
  let browser: Browser;
  let api: Api;
  let console: Combined;
  let bare: Combined;
  let origin: string;

  beforeAll(async () => {
    api = await bindPets();
    const authenticator = basic({ users: { ann: await hashPassword('correct horse') }, remember: 600 });
    console = await createConsole({ pets: api, [MORE]: await bindPets() }, { authenticator });
    bare = await createConsole(api, { authenticator, path: '/bare', swaggerUi: '/nowhere' });
    server.on('request', toNodeListener(combine(console, bare, api)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  }, 60_000);

  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
  });

  afterAll(async () => {
    await browser?.close();
    for (const { id } of await api.runs.list({ state: 'running' })) await api.runs.cancel(id);
    await Promise.all([api.close(), console.close(), bare.close()]);
    server.closeAllConnections();
    server.close();
  });

  const watch = async (options: Parameters<Browser['newContext']>[0] = {}): Promise<Watched> => {
    const context = await browser.newContext({ httpCredentials, ...options });
    contexts.push(context);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) faults.push(request.url());
    });
    return { page, faults };
  };

  const go = (page: Page, path: string): Promise<unknown> => page.goto(`${origin}${path}`);

  /** Rules of WCAG that a page breaks, and where. */
  const breaches = async (page: Page): Promise<readonly string[]> => {
    await page.evaluate(AXE);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
      interface Violation {
        readonly id: string;
        readonly nodes: readonly { readonly html: string }[];
      }
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
  };

  const isTooWide = (page: Page): Promise<boolean> =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

  test('asks who looks', async () => {
    const { page } = await watch({ httpCredentials: { ...httpCredentials, password: 'wrong' } });
    const answer = await page.goto(`${origin}/console/`);
    expect(answer?.status()).toBe(401);
    expect(await page.getByRole('heading').textContent()).toBe('The credentials are not valid');
  });

  test('shows a run as it begins, with its log, and cancels it', async () => {
    const { page, faults } = await watch();
    await go(page, '/console');
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await page.title()).toBe('Runs – Pets');
    expect(await page.getByText('Signed in as ann').isVisible()).toBe(true);
    const { answer } = await startSlow(api);
    const row = page.getByRole('row').filter({ hasText: 'slow' }).filter({ hasText: 'Running' }).first();
    await row.waitFor();
    await row.getByRole('link', { name: 'slow' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'slow Running' }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
    await page.getByRole('listitem').filter({ hasText: 'begun' }).waitFor();
    await page.getByRole('button', { name: 'Cancel run…' }).click();
    await page.getByRole('dialog', { name: 'Cancel this run?' }).waitFor();
    await page.keyboard.press('Escape');
    expect((await api.runs.list({ state: 'running' })).length).toBe(1);
    await page.getByRole('button', { name: 'Cancel run…' }).press('Enter');
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByRole('heading', { name: 'slow Cancelled' }).waitFor();
    expect((await answer).status).toBe(409);
    expect(await page.getByRole('button', { name: 'Cancel run…' }).count()).toBe(0);
    await page.goBack();
    await page.getByRole('row').filter({ hasText: 'Cancelled' }).first().waitFor();
    expect(faults).toEqual([]);
  });

  test('takes what strangers wrote for text', async () => {
    const { page, faults } = await watch();
    await answerOf(api, '/v1/hostile');
    await answerOf(api, '/v1/pets', { 'x-key': HOSTILE.replaceAll('-', '') });
    const [, run] = await api.runs.list({ limit: 2 });
    for (const path of [
      '#/runs',
      `#/runs/${run?.id}`,
      '#/operations',
      `#/runs?operation=${encodeURIComponent(HOSTILE)}`,
    ]) {
      await go(page, `/console/${path}`);
      await page.reload();
      await page
        .getByText(HOSTILE)
        .first()
        .waitFor({ state: path.includes('?') ? 'attached' : 'visible' });
      expect(await page.evaluate('globalThis.harmed')).toBeUndefined();
      expect(await page.locator('main img, main script').count()).toBe(0);
    }
    expect(await page.getByLabel('Operation').inputValue()).toBe(HOSTILE);
    expect(faults).toEqual([]);
  });

  test('filters, and has an address for each filter and page', async () => {
    const { page } = await watch();
    await answerOf(api, '/v1/broken');
    for (let count = 0; count < 60; count += 1) await answerOf(api, '/v1/pets', { 'x-key': 'bob' });
    await go(page, '/console/');
    await page.getByLabel('State').selectOption('Failed');
    await page.getByRole('row').filter({ hasText: 'Problem: It broke.' }).first().waitFor();
    expect(page.url()).toContain('#/runs?state=failed');
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByLabel('Caller').fill('bob');
    await page.getByLabel('Caller').press('Enter');
    await page.waitForURL(/caller=bob/);
    await expect.poll(() => page.locator('tbody tr').count()).toBe(50);
    await page.getByRole('link', { name: 'Older runs' }).click();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(10);
    await page.getByRole('link', { name: 'Latest runs' }).click();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(50);
    await page.getByLabel('Caller').fill('nobody at all');
    await page.getByLabel('Caller').press('Enter');
    await page.getByText('No run fits.').waitFor();
  });

  test('shows operations, and finds them', async () => {
    const { page, faults } = await watch();
    await go(page, '/console/#/operations');
    await page.getByRole('cell', { name: '/v1/slow' }).waitFor();
    await page.getByLabel('Find').fill('LISTPETS');
    await page.getByText('1 of 4 operations').waitFor();
    await page.getByText('1 operation has no process').click();
    expect(await page.getByRole('cell', { name: '/v1/pets/{id}' }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Runs of listPets' }).click();
    await page.waitForURL(/operation=listPets/);
    expect(faults).toEqual([]);
  });

  test('goes from one API to another', async () => {
    const { page } = await watch();
    await go(page, `/console/#/runs?api=${MORE}`);
    await page.getByText('No runs yet.').waitFor();
    await page.getByRole('combobox', { name: 'API' }).selectOption('pets');
    await page.locator('tbody tr').first().waitFor();
    expect(page.url()).toContain('api=pets');
  });

  test('says that a run is not there, and that the server does not answer', async () => {
    const { page } = await watch();
    await go(page, '/console/#/runs/none');
    await page.getByText('There is no run of this id, or it is too long ago.').waitFor();
    await page.route('**/api/**', (route) => route.abort());
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The server does not answer.').waitFor();
    await page.unroute('**/api/**');
    await go(page, '/console/#/operations');
    await page.getByRole('cell', { name: '/v1/slow' }).waitFor();
    expect(await page.getByRole('alert').textContent()).toBe('');
  });

  test('lets the keyboard come to its content', async () => {
    const { page } = await watch();
    await go(page, '/console/#/operations');
    await page.getByRole('cell', { name: '/v1/slow' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    expect(page.url()).toContain('#/operations');
  });

  test('asks again and again where it is told of nothing', async () => {
    const { page } = await watch();
    await page.route('**/events', (route) => route.fulfill({ status: 429, body: '{}' }));
    await go(page, `/console/#/runs?api=${MORE}`);
    await page.getByText('Every 5 seconds').waitFor();
  });

  const tryIt = async (page: Page): Promise<void> => {
    await go(page, '/console/reference/?api=pets');
    await page.locator('#operations-default-listPets').click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.locator('.live-responses-table .response-col_status').filter({ hasText: '200' }).waitFor();
  };

  test('has an API reference from which operations are called', async () => {
    const { page, faults } = await watch();
    const before = (await api.runs.list({ operation: 'listPets', limit: 1000 })).length;
    await tryIt(page);
    expect((await api.runs.list({ operation: 'listPets', limit: 1000 })).length).toBe(before + 1);
    expect(await page.locator('.request-url').textContent()).toBe(`Request URL${origin}/v1/pets`);
    expect(faults).toEqual([]);
  });

  test('says how to get the reference where its package is not installed', async () => {
    const { page, faults } = await watch();
    await go(page, '/bare/reference/');
    await page.getByText('npm install swagger-ui-dist').waitFor();
    await page.getByRole('link', { name: 'Operations' }).click();
    await page.getByRole('cell', { name: '/v1/slow' }).waitFor();
    expect(faults).toEqual([]);
  });

  describe.each<['light' | 'dark', number]>([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ])('in %s, %i pixels wide', (colorScheme, width) => {
    const open = (): Promise<Watched> => watch({ colorScheme, viewport: { width, height: 800 } });

    test.each([
      ['runs', '/console/#/runs', 'tbody tr'],
      ['no runs', `/console/#/runs?api=${MORE}`, '.empty'],
      ['operations', '/console/#/operations', '.operations'],
      ['how to get the reference', '/bare/reference/', '.empty'],
      ['a run that is not there', '/console/#/runs/none', '.trouble'],
    ])('%s: everybody can read it, and nothing sticks out', async (_, path, selector) => {
      const { page } = await open();
      await answerOf(api, '/v1/hostile');
      await answerOf(api, '/v1/pets', { 'x-key': 'a'.repeat(200) });
      await go(page, path);
      await page.locator(selector).first().waitFor();
      await page.waitForTimeout(100);
      expect([await breaches(page), await isTooWide(page)]).toEqual([[], false]);
    });

    test('a run that goes on, and one that failed', async () => {
      const { page } = await open();
      const { id, answer } = await startSlow(api);
      await go(page, `/console/#/runs/${id}`);
      await page.getByRole('button', { name: 'Cancel run…' }).click();
      expect([await breaches(page), await isTooWide(page)]).toEqual([[], false]);
      await page.getByRole('button', { name: 'Cancel the run' }).click();
      await answer;
      await answerOf(api, '/v1/hostile');
      const [failed] = await api.runs.list({ state: 'failed', limit: 1 });
      await go(page, `/console/#/runs/${failed?.id}`);
      await page.getByRole('heading', { name: 'Error', exact: true }).waitFor();
      expect([await breaches(page), await isTooWide(page)]).toEqual([[], false]);
    });
  });
});
