import { createLatch } from '../../process/latch.ts';

/** Something that happens once and is waited for. */
export interface Happening {
  readonly happened: Promise<void>;
  happen(): void;
}

function createHappening(): Happening {
  const { opened, open } = createLatch();
  return { happened: opened, happen: open };
}

/** What the processes of the audited API and a check tell each other. */
export interface Seen {
  /** The process has begun. */
  readonly begun: Happening;
  /** The check lets the process go on. */
  readonly gate: Happening;
  /** The signal of the run has aborted. */
  readonly aborted: Happening;
  /** A stream was closed before its end. */
  readonly closed: Happening;
  /** The first item of a body was read. */
  readonly item: Happening;
  /** The first chunk of an answer was made. */
  readonly chunk: Happening;
  /** Chunks that were made. */
  chunks: number;
}

export const createSeen = (): Seen => ({
  begun: createHappening(),
  gate: createHappening(),
  aborted: createHappening(),
  closed: createHappening(),
  item: createHappening(),
  chunk: createHappening(),
  chunks: 0,
});
