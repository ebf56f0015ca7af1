import { type Problem, refuse } from '../problem/problem.ts';

/** What a promise gives within the time; a refusal where it takes longer. What it gives after that is ignored. */
export function inTime<Value>(promise: Promise<Value>, timeout: number): Promise<Value | Problem> {
  if (timeout === 0) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(refuse('process-timeout')), timeout);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Waits for some work to be done, or to fail, and at most so many milliseconds. */
export const within = (ms: number, work: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    work.then(done, done);
  });
