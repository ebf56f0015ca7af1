import { createHook } from 'node:async_hooks';

/**
 * Keeps one object of `process.nextTick` for good. Where a full collection finds none, V8 forgets their shape, and from then on
 * each call takes ten times as long: by chance, and for the contestant that it happens to.
 */
const kept = [];

const hook = createHook({
  init: (_id, type, _trigger, resource) => {
    if (type === 'TickObject') kept.push(resource);
  },
}).enable();
process.nextTick(() => {});
hook.disable();
