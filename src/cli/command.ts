/** What a command is given by whoever runs it: the process, or a test. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readonly readInput: () => Promise<string>;
  /** Resolves when the command is told to stop. */
  readonly stopped: () => Promise<void>;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Whether a person reads what `write` and `writeError` write. Default: nobody does. */
  readonly watched?: { readonly out: boolean; readonly error: boolean };
  /** The program itself, for threads of its own. */
  readonly entry?: URL;
}

/** One command of `opbind`. What it rejects with is told in one line; what it resolves with is the exit code, 0 where that is nothing. */
export interface Command {
  readonly name: string;
  /** One line about what it does. */
  readonly summary: string;
  /** The whole page of `--help`, with examples. All options are looked up in it when one is misspelt. */
  readonly help: string;
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<void> | Promise<number>;
}

/** What is wrong with a module of the user's. All of it is told: it says where. */
export class ModuleError extends Error {
  override readonly name = 'ModuleError';
}

/** Something that whoever typed the command can mend. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
