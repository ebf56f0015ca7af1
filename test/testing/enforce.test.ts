import { describe, expect, test } from 'vitest';
import { type BindOptions, bind, type OperationOptions, ResponseMismatch, reply } from '../../src/index.ts';
import { enforce, fakeRequest, inject } from '../../src/testing/index.ts';
import { documentOfVersion } from '../response/checked.ts';

const DOCUMENT = documentOfVersion('3.1', {
  200: { schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } },
});

const quiet = (): undefined => undefined;

const bound = (process: () => unknown, options: BindOptions = {}, own: OperationOptions = {}) =>
  bind(DOCUMENT, { a: { process, ...own } }, { onError: quiet, ...options });

describe('an enforced API', () => {
  test('makes a test fail with the reason', async () => {
    const api = enforce(await bound(() => ({})));
    await expect(inject(api, { url: '/a' })).rejects.toThrow(ResponseMismatch);
    await expect(inject(api, { url: '/a' })).rejects.toThrow('/body/name: This property is required.');
  });

  test('answers as ever where the answer fits', async () => {
    const api = enforce(await bound(() => ({ name: 'Rex' })));
    expect((await inject(api, { url: '/a' })).json()).toEqual({ name: 'Rex' });
    expect((await inject(api, { url: '/b' })).status).toBe(404);
  });

  test('makes a status that is not declared fail', async () => {
    const api = enforce(await bound(() => reply(418)));
    await expect(inject(api, { url: '/a' })).rejects.toThrow('/status');
  });

  test('answers 500 by handle, as behind a door', async () => {
    const api = enforce(await bound(() => ({})));
    expect(await api.handle(fakeRequest({ url: '/a' }))).toMatchObject({ status: 500 });
  });

  test('also for HEAD', async () => {
    const api = enforce(await bound(() => ({})));
    await expect(inject(api, { method: 'HEAD', url: '/a' })).rejects.toThrow(ResponseMismatch);
  });

  test('has the same processes and options, and tells the same onError', async () => {
    const errors: unknown[] = [];
    let calls = 0;
    const api = await bound(
      () => {
        calls += 1;
        return {};
      },
      { basePath: '/v1', onError: (error) => errors.push(error) },
    );
    expect((await inject(api, { url: '/v1/a' })).status).toBe(200);
    await expect(inject(enforce(api), { url: '/v1/a' })).rejects.toThrow(ResponseMismatch);
    expect([calls, errors.length]).toEqual([2, 1]);
    expect(enforce(api).operations).toEqual(api.operations);
  });

  test('leaves the API as it is, and is the same each time', async () => {
    const api = await bound(() => ({}));
    expect(enforce(api)).toBe(enforce(api));
    await expect(inject(enforce(enforce(api)), { url: '/a' })).rejects.toThrow(ResponseMismatch);
    expect((await inject(api, { url: '/a' })).status).toBe(200);
  });

  test('that is enforced by its own options answers 500 to a test, as it does to callers', async () => {
    const api = await bound(() => ({}), { responses: 'enforce' });
    expect((await inject(api, { url: '/a' })).status).toBe(500);
  });
});

test.each<
  [
    what: string,
    all: BindOptions['responses'],
    own: OperationOptions['responses'],
    status: number,
    fails: boolean,
  ]
>([
  ['nothing said', undefined, undefined, 200, true],
  ['off for all', 'off', undefined, 200, true],
  ['reported for all', 'report', undefined, 200, true],
  ['off for one', 'report', 'off', 200, false],
  ['off for one, by an object', undefined, { check: 'off' }, 200, false],
  ['reported for one', 'off', 'report', 200, true],
  ['a status allowed for all', { check: 'report', undocumented: 'allow' }, undefined, 418, false],
  ['a status allowed for one', undefined, { check: 'report', undocumented: 'allow' }, 418, false],
  ['a status reported', { check: 'off', undocumented: 'report' }, undefined, 418, true],
])('%s', async (_, all, own, status, fails) => {
  const api = await bound(() => reply(status, {}), all && { responses: all }, own && { responses: own });
  const asked = inject(enforce(api), { url: '/a' });
  if (fails) await expect(asked).rejects.toThrow(ResponseMismatch);
  else expect((await asked).status).toBe(status);
});
