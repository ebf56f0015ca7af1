/** Asks again, one time after the other: whoever asks while an answer is waited for is served by one more question after it. */
export function createRefresh(load: () => Promise<void>, failed: (error: unknown) => void): () => void {
  let isBusy = false;
  let isAsked = false;
  const run = async (): Promise<void> => {
    isBusy = true;
    try {
      await load();
    } catch (error) {
      failed(error);
    }
    isBusy = false;
    if (!isAsked) return;
    isAsked = false;
    void run();
  };
  return () => {
    if (isBusy) isAsked = true;
    else void run();
  };
}
