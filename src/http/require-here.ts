import { builtin, neededBuiltin } from './builtin.ts';
import { once } from './once.ts';

/**
 * `require` for modules of Node, which have none. Where there is one, a bundler has put it there, and follows it only under its own name;
 * so whoever loads a package on first use asks `typeof require` first.
 */
export const requireHere: () => NodeJS.Require = once(() =>
  neededBuiltin(builtin('node:module'), 'A package that is loaded when it is first needed').createRequire(
    import.meta.url,
  ),
);
