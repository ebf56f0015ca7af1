import { stat } from 'node:fs/promises';

/** Milliseconds between two looks at the files; longer where there are so many that looking would be work. */
const PAUSE = 100;
const PAUSE_PER_FILE = 0.5;

/** What changes with a file. */
interface Stamp {
  readonly text: string;
  /** When it was written last, in milliseconds; 0 where there is no such file. */
  readonly written: number;
}

async function stampOf(file: string): Promise<Stamp> {
  try {
    const { mtimeMs, mtimeNs, size, ino } = await stat(file, { bigint: true });
    return { text: `${mtimeNs} ${size} ${ino}`, written: Number(mtimeMs) };
  } catch {
    return { text: 'gone', written: 0 };
  }
}

/** Watched files. */
export interface Watch {
  /** Watches more files, which were read after a time in milliseconds. */
  add(files: readonly string[], since: number): void;
  stop(): void;
}

/** A file, and how it was when it was looked at last; a number where it was only read, and from when on. */
type Known = Map<string, Stamp | number>;

async function look(known: Known): Promise<boolean> {
  const files = [...known];
  const stamps = await Promise.all(files.map(([file]) => stampOf(file)));
  return files
    .map(([file, before], index) => {
      const stamp = stamps[index] ?? { text: 'gone', written: 0 };
      known.set(file, stamp);
      return typeof before === 'number' ? stamp.written > before : stamp.text !== before.text;
    })
    .includes(true);
}

/**
 * Tells when some of the files change, once they have stopped changing.
 *
 * It looks at them again and again, for what a system tells of changes by itself is not told in containers, on network drives, and of files
 * that are put in the place of others.
 */
export function watchFiles(changed: () => void): Watch {
  const known: Known = new Map();
  let timer: NodeJS.Timeout | undefined;
  let isDirty = false;
  let isStopped = false;

  const turn = async (): Promise<void> => {
    const moved = await look(known);
    if (isDirty && !moved && !isStopped) changed();
    isDirty = moved;
  };

  const schedule = (): void => {
    if (isStopped) return;
    const pause = Math.max(PAUSE, known.size * PAUSE_PER_FILE);
    timer = setTimeout(() => void turn().finally(schedule), pause);
    timer.unref();
  };
  schedule();

  return {
    add: (files, since) => {
      for (const file of files) if (!known.has(file)) known.set(file, since);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
