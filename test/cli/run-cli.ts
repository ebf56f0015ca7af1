import { main } from '../../src/cli/main.ts';

/** What a command wrote, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Types a command; it is told to stop as soon as it asks. */
export async function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Ran> {
  let [out, error] = ['', ''];
  const code = await main(args, {
    env,
    readInput: async () => input,
    stopped: async () => undefined,
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      error += text;
    },
  });
  return { code, out, error };
}
