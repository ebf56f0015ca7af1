export { cases, probes } from './d.mjs';

export const title = 'Dc the same, opbind remembers verified tokens';
export const goal = 0.4;
export const start = { app: 'remembering' };
