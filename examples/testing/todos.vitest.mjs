// With vitest: npx vitest run --root examples/testing

import { contractTest, expectAnswer, fakeTrigger, inject } from 'opbind/testing';
import { describe, expect, test } from 'vitest';
import { createApi, createProcesses } from './todos.mjs';

const bob = { name: 'bob' };

describe('todos', async () => {
  const api = await createApi();

  test('a process by itself', () => {
    const { getTodo } = createProcesses([{ id: 1, text: 'a', done: true }]);
    expect(getTodo(fakeTrigger(api, 'getTodo', { path: { id: 1 } }))).toMatchObject({ text: 'a' });
  });

  test.each([
    [1, 200],
    [2, 404],
    ['one', 404],
  ])('getTodo %s is answered with %i', async (id, status) => {
    await expectAnswer(api, 'getTodo', { path: { id }, principal: bob }).toBe(status);
  });

  test('what is added fits its document', async () => {
    const own = await createApi([]);
    const answer = await expectAnswer(own, 'addTodo', { body: { text: 'Rest' }, principal: bob }).toBe(201);
    expect(answer.json()).toEqual({ id: 1, text: 'Rest', done: false });
  });

  test('a request as it is sent', async () => {
    const answer = await inject(api, { method: 'POST', url: '/todos', json: { text: '' }, principal: bob });
    expect(answer.json()).toMatchObject({
      code: 'request-invalid',
      errors: [{ pointer: '/text', code: 'min-length' }],
    });
  });

  test('the contract', async () => {
    await contractTest(await createApi(), { principal: { name: 'ann', roles: ['admin'] } });
  }, 60_000);
});
