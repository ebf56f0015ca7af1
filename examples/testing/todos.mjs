import { bind, Problem, reply } from 'opbind';
import { document } from './document.mjs';

const missing = () => new Problem('no-such-todo', { status: 404 });

/** The processes over a list of todos, so that each test can have its own. */
export const createProcesses = (todos) => {
  const find = ({ path }) => todos.find(({ id }) => id === path.id);
  return {
    listTodos: ({ query }) => todos.slice(0, query.limit),
    addTodo: ({ body }) => {
      const todo = { ...body, id: todos.length + 1 };
      todos.push(todo);
      return reply(201, todo);
    },
    getTodo: (trigger) => find(trigger) ?? missing(),
    removeTodo: (trigger) => {
      if (!trigger.claims?.isInRole('admin')) return new Problem('admins-only', { status: 403 });
      const todo = find(trigger);
      if (todo === undefined) return missing();
      todos.splice(todos.indexOf(todo), 1);
    },
  };
};

/** Tokens would be verified here; see docs/tokens.md. */
const authenticators = { token: (token) => (token === process.env.TODO_TOKEN ? { name: 'shop' } : null) };

export const createApi = (todos = [{ id: 1, text: 'Write tests', done: false }]) =>
  bind(document, createProcesses(todos), { authenticators });
