/** Something that is waited for, and happens once. */
export interface Latch {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

export function createLatch(): Latch {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
