// With the runner of Node: node --test examples/testing/todos.node-test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractTest, expectAnswer, fakeClaims, fakeTrigger, inject } from 'opbind/testing';
import { createApi, createProcesses } from './todos.mjs';

const ann = { name: 'ann', roles: ['admin'] };
const bob = { name: 'bob' };

test('a process by itself', async () => {
  const api = await createApi();
  const { listTodos, removeTodo } = createProcesses([{ id: 1, text: 'a', done: true }]);

  // `limit` has its default, for the document says so.
  assert.equal(listTodos(fakeTrigger(api, 'listTodos')).length, 1);
  assert.equal(listTodos(fakeTrigger(api, 'listTodos', { query: { limit: 0 } })).length, 0);

  const removed = removeTodo(fakeTrigger(api, 'removeTodo', { path: { id: 1 }, claims: fakeClaims(ann) }));
  assert.equal(removed, undefined);
});

test('an operation, as callers see it', async () => {
  const api = await createApi();
  await expectAnswer(api, 'getTodo', { path: { id: 1 }, principal: bob }).toBe(200, {
    id: 1,
    text: 'Write tests',
    done: false,
  });
  await expectAnswer(api, 'getTodo', { path: { id: 2 }, principal: bob }).toBe(404);
  await expectAnswer(api, 'getTodo', { path: { id: 1 }, principal: null }).toBe(401);
  await expectAnswer(api, 'removeTodo', { path: { id: 1 }, principal: bob }).toBe(403);
  await expectAnswer(api, 'removeTodo', { path: { id: 1 }, principal: ann }).toBe(204);
});

test('a request as it is sent', async () => {
  const api = await createApi();
  const answer = await inject(api, { url: '/todos?limit=x', principal: bob });
  assert.equal(answer.status, 400);
  assert.equal(answer.json().errors[0].code, 'type');
});

test('the contract', async () => {
  const report = await contractTest(await createApi(), { principal: ann, seed: 7 });
  assert.equal(report.operations.length, 4);
});
