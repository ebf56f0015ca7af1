import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const folder = fileURLToPath(new URL('./generated/', import.meta.url));

/** The program as it is shipped. */
export const PROGRAM: string = `${folder}cli/index.js`;

/** Where `import` finds the main door of the same program. */
export const MAIN: string = `${folder}index.js`;

/** Where it finds the door of Node. */
export const NODE_DOOR: string = `${folder}doors/node.js`;

/** Makes the program out of the source, as it is shipped. */
export async function buildProgram(): Promise<void> {
  const rolldown = ['node_modules/rolldown/bin/cli.mjs', '-c', 'rolldown.config.mjs', '-d', folder];
  await execute(process.execPath, rolldown);
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs the program to its end. */
export async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  try {
    const { stdout, stderr } = await execute(process.execPath, [PROGRAM, ...args], { env });
    return { code: 0, out: stdout, error: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, error: stderr };
  }
}

/** An event that a server tells of with `--json`. */
export type ServerEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** A server of the program, in a process of its own. */
export interface Running {
  readonly url: string;
  readonly events: readonly ServerEvent[];
  readonly errors: () => string;
  /** Waits for the next event of that name that was not waited for yet. */
  event(name: string): Promise<ServerEvent>;
  /** Reads no more of what it writes, as `| head` does. */
  leave(): void;
  /** Tells it to stop; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const HURRY = 20_000;

async function waitFor<T>(what: string, find: () => T | undefined, child: ChildProcess): Promise<T> {
  const end = Date.now() + HURRY;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (Date.now() > end || child.exitCode !== null) throw new Error(`${what} did not come.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Starts a server; whoever starts one stops it. */
export async function startProgram(args: readonly string[], options: SpawnOptions = {}): Promise<Running> {
  const child = spawn(process.execPath, [PROGRAM, ...args, '--port', '0', '--json'], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const events: ServerEvent[] = [];
  const heard = new Map<string, number>();
  let [rest, errors] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{"event"')) events.push(JSON.parse(line) as ServerEvent);
  });
  child.stderr?.on('data', (data: Buffer) => {
    errors += data;
  });
  const event = async (name: string): Promise<ServerEvent> => {
    const number = heard.get(name) ?? 0;
    heard.set(name, number + 1);
    return waitFor(name, () => events.filter((one) => one.event === name)[number], child);
  };
  const leave = (): void => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  };
  try {
    const { url } = await event('listening');
    return { url: String(url), events, errors: () => errors, event, leave, stop };
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`The server did not start: ${errors}`, { cause: error });
  }
}
