/** How a page learns of changes: at once, by asking again and again, or not at all for the server does not answer. */
export type Connection = 'live' | 'polling' | 'offline';

const POLL = 5000;
const RETRY = 30_000;

/**
 * Calls `changed` whenever the runs of an API have changed, as long as somebody looks at the page. Where there is no stream of events, a proxy may
 * hold it back or there are too many, it calls every few seconds.
 */
export function follow(url: string, changed: () => void, told: (connection: Connection) => void): () => void {
  let source: EventSource | null = null;
  let poll: number | undefined;
  let retry: number | undefined;

  const startPolling = (): void => {
    clearInterval(poll);
    poll = setInterval(changed, POLL);
  };

  const close = (): void => {
    source?.close();
    source = null;
    clearInterval(poll);
    clearTimeout(retry);
  };

  const failed = (stream: EventSource): void => {
    startPolling();
    // The browser itself tries again, unless the server has refused.
    const isRefused = stream.readyState === EventSource.CLOSED;
    told(isRefused ? 'polling' : 'offline');
    if (isRefused) retry = setTimeout(open, RETRY);
  };

  function open(): void {
    close();
    const stream = new EventSource(url);
    source = stream;
    stream.addEventListener('hello', () => {
      clearInterval(poll);
      told('live');
      changed();
    });
    stream.addEventListener('changed', changed);
    stream.addEventListener('error', () => failed(stream));
  }

  // Browsers open few connections to a server at a time: a page that nobody sees leaves them to others.
  const look = (): void => (document.hidden ? close() : open());
  document.addEventListener('visibilitychange', look);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    close();
  };
}
