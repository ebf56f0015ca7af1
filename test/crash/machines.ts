import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { between, type Random } from './plan.ts';

const PROGRAM = fileURLToPath(new URL('./machine.mjs', import.meta.url));

/** Exit code of a process that could not bind its API. */
const UNBOUND = 71;

/** A process of the operating system. */
export interface Machine {
  readonly port: number;
  readonly isGone: boolean;
}

/** What each machine is told. */
export interface Told {
  readonly bundle: string;
  readonly connectionString: string;
  readonly schema: string;
  readonly lease: number;
  readonly concurrency: number;
  readonly file: string;
}

interface Place {
  readonly role: 'api' | 'work';
  child: ChildProcess;
  machine: { port: number; isReady: boolean; isGone: boolean };
  /** Is told when a run starts there. */
  onStart: () => void;
}

export interface Machines {
  /** Waits until all of them are there. */
  ready(): Promise<void>;
  /** One that takes calls; null where there is none just now. */
  any(random: Random): Machine | null;
  /** Kills the one in this place, so many milliseconds after it has begun something, and has another start there. */
  kill(place: number, lag: number): Promise<void>;
  /** Stops all gracefully. */
  stop(): Promise<void>;
  /** Leaves none behind, however it went. */
  killAll(): void;
}

/** Milliseconds that are waited for something to be begun. */
const IDLE = 500;

/** Milliseconds for all to come up, and to stop. */
const LONGEST = 30_000;

const ROLES = ['api', 'api', 'work', 'work', 'work'] as const;

export const PLACES: number = ROLES.length;

/** Starts all machines. What one does that it should not is told. */
export function startMachines(told: Told, isAway: () => boolean, tell: (wrong: string) => void): Machines {
  let stopping = false;

  function start(role: Place['role']): Pick<Place, 'child' | 'machine'> {
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify({ ...told, role })], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return { child, machine: { port: 0, isReady: false, isGone: false } };
  }

  function watch(place: Place): void {
    const { child, machine, role } = place;
    const wasAway = isAway();
    child.on('message', (said: unknown) => {
      if (said === 'started') place.onStart();
      else Object.assign(machine, { port: Number(said), isReady: true });
    });
    child.on('exit', (code, signal) => {
      Object.assign(machine, { isGone: true, isReady: false });
      if (stopping && code === 0) return;
      if (code === UNBOUND && (wasAway || isAway())) return void setTimeout(renew, 200, place);
      tell(`a process for ${role} ended with ${code ?? signal}`);
    });
  }

  function renew(place: Place): void {
    if (stopping) return;
    Object.assign(place, start(place.role));
    watch(place);
  }

  const places = ROLES.map((role): Place => ({ role, onStart: () => undefined, ...start(role) }));
  for (const place of places) watch(place);

  /** Waits until a run starts there, for a while. */
  const untilStart = (place: Place): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, place.role === 'api' ? 0 : IDLE);
      place.onStart = resolve;
    });

  async function ready(): Promise<void> {
    const isReady = (): boolean => places.every(({ machine }) => machine.isReady);
    for (const until = Date.now() + LONGEST; !isReady() && Date.now() < until; ) await sleep(20);
    if (!isReady()) tell('not all processes came up');
  }

  return {
    ready,
    any: (random) => {
      const open = places.filter(({ role, machine }) => role === 'api' && machine.isReady);
      return open[between(random, 0, open.length - 1)]?.machine ?? null;
    },
    kill: async (number, lag) => {
      const place = places[number];
      if (place === undefined) return;
      await untilStart(place);
      await sleep(lag);
      Object.assign(place.machine, { isGone: true, isReady: false });
      place.child.removeAllListeners('exit').kill('SIGKILL');
      renew(place);
    },
    stop: async () => {
      await ready();
      stopping = true;
      const running = places.filter(({ machine }) => machine.isReady);
      const ended = Promise.all(running.map(({ child }) => once(child, 'exit')));
      for (const { child } of running) child.send('stop');
      const isLate = await Promise.race([ended.then(() => false), sleep(LONGEST, true, { ref: false })]);
      if (isLate) tell('not all processes stopped');
    },
    killAll: () => {
      stopping = true;
      for (const { child } of places) child.removeAllListeners('exit').kill('SIGKILL');
    },
  };
}
