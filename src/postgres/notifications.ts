import type { PoolClient } from 'pg';
import { backOff } from './away.ts';
import type { Database } from './database.ts';
import { CANCELLED } from './finish.ts';
import { fromText } from './text.ts';

/** Who is told what became of runs, on whatever machine it was. */
export interface Listener {
  /** It has an answer, or has ended. */
  readonly answered: (id: string) => void;
  readonly cancelled: (id: string) => void;
}

/** A connection that does nothing but listen, from when it is first needed. */
export interface Notifications {
  start(): void;
  stop(): void;
}

/** Others may write to the channel too, and what they write is none of ours. */
function toId(text: string): string | null {
  try {
    return fromText(text);
  } catch {
    return null;
  }
}

function tell({ answered, cancelled }: Listener, message: string): void {
  const space = message.indexOf(' ');
  const id = toId(message.slice(space + 1));
  if (id === null) return;
  if (message.slice(0, space) === CANCELLED) cancelled(id);
  answered(id);
}

/** What is missed while a connection is lost is found by those who look at the table now and then. */
export function createNotifications({ pool, names }: Database, listener: Listener): Notifications {
  let state: 'idle' | 'on' | 'off' = 'idle';
  let letGo: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;

  const again = (tries: number): void => {
    if (state !== 'on') return;
    timer = setTimeout(() => void listen(tries + 1), backOff(tries));
    timer.unref();
  };

  async function attach(client: PoolClient): Promise<void> {
    let held = true;
    const onNotification = (message: { readonly payload?: string | undefined }): void =>
      tell(listener, message.payload ?? '');
    const release = (): void => {
      if (!held) return;
      held = false;
      client.off('notification', onNotification);
      // It goes on being listened to until it has closed: what it says on its way would end the process.
      client.release(true);
    };
    client.on('notification', onNotification);
    client.on('error', () => {
      release();
      if (letGo === release) again(0);
    });
    letGo = release;
    await client.query(`listen "${names.channel}"`);
  }

  async function listen(tries: number): Promise<void> {
    try {
      const client = await pool.connect();
      if (state === 'on') await attach(client);
      else client.release();
    } catch {
      letGo?.();
      letGo = undefined;
      again(tries);
    }
  }

  return {
    start: () => {
      if (state !== 'idle') return;
      state = 'on';
      void listen(0);
    },
    stop: () => {
      state = 'off';
      clearTimeout(timer);
      const release = letGo;
      letGo = undefined;
      release?.();
    },
  };
}
