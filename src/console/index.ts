export { createConsole } from './create.ts';
export type { ConsoleOptions } from './options.ts';
