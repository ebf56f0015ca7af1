import type { Command } from './command.ts';

/** A command as it is listed. Its module is loaded when it is called. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** All commands, by what they are for. */
export const GROUPS: Readonly<Record<string, readonly ListedCommand[]>> = {
  Documents: [
    {
      name: 'check',
      summary: 'finds what is wrong with documents, and with processes for them',
      load: async () => (await import('./check.ts')).check,
    },
    {
      name: 'routes',
      summary: 'lists the routes of a document, and says which one answers a URL',
      load: async () => (await import('./routes.ts')).routes,
    },
    {
      name: 'types',
      summary: 'writes the types of a document',
      load: async () => (await import('./types.ts')).types,
    },
    {
      name: 'compile',
      summary: 'writes a document as a module, for a start without parsing and compiling',
      load: async () => (await import('./compile.ts')).compile,
    },
    {
      name: 'init',
      summary: 'writes a server to begin with: types, a process for each operation',
      load: async () => (await import('./init.ts')).init,
    },
  ],
  Servers: [
    {
      name: 'mock',
      summary: 'answers from the examples and schemas of a document',
      load: async () => (await import('./mock.ts')).mock,
    },
    {
      name: 'serve',
      summary: 'serves a document by a module of processes, and reloads both when they change',
      load: async () => (await import('./serve.ts')).serve,
    },
    {
      name: 'work',
      summary: 'executes runs that other machines have accepted',
      load: async () => (await import('./work.ts')).work,
    },
  ],
  Credentials: [
    {
      name: 'token',
      summary: 'signs a token for somebody who calls the API',
      load: async () => (await import('./token.ts')).token,
    },
    {
      name: 'hash',
      summary: 'hashes a password, or makes an API key',
      load: async () => (await import('./hash.ts')).hash,
    },
  ],
};

export const COMMANDS: readonly ListedCommand[] = Object.values(GROUPS).flat();
