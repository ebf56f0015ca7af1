/** opbind as it was built last, which binds a document that `opbind compile` has written as a module. */
export { compiled as document } from './opbind.mjs';
