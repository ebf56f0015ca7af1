import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { CreateLimiter } from './throttle.ts';

/** Counts in the memory of this process. */
export const createMemoryLimiter: CreateLimiter = (options) => new RateLimiterMemory(options);
