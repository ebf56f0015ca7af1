declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
  import type { RateLimiterMemory as Memory } from 'rate-limiter-flexible';

  const RateLimiterMemory: typeof Memory;
  export default RateLimiterMemory;
}
