import { type Command, UsageError } from './command.ts';

export const types: Command = {
  name: 'types',
  summary: 'writes the types of a document',
  help: 'opbind types: not there yet\n',
  run: async () => {
    throw new UsageError('opbind types is not there yet.');
  },
};
