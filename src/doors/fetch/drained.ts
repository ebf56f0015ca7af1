import { type CollectableBody, collect } from '../../http/message.ts';

/** Stands for a body that something else has read, of a request that does not give its stream any more. */
export const createDrained = (): CollectableBody => ({
  drained: true,
  [collect]: async (_limit, read) => read('drained'),
  async *[Symbol.asyncIterator]() {},
});
