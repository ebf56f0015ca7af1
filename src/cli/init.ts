import type { Command } from './command.ts';
export const init: Command = { name: 'init', summary: '', help: '', run: async () => 0 };
