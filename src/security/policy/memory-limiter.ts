/// <reference path="./rate-limiter-memory.d.ts" />
// The package as a whole asks for Redis, clusters and databases as well, and so for Node.
import RateLimiterMemory from 'rate-limiter-flexible/lib/RateLimiterMemory.js';
import type { CreateLimiter } from './throttle.ts';

/** Counts in the memory of this process. */
export const createMemoryLimiter: CreateLimiter = (options) => new RateLimiterMemory(options);
