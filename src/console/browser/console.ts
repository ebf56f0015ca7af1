import type { Overview } from '../words.ts';
import { type Address, readAddress, toHash } from './address.ts';
import { AskError, apiUrl, ask, ofApi } from './ask.ts';
import { byId, h, put } from './element.ts';
import { follow } from './follow.ts';
import { announce, enableSkip, showApis, showConnection, showNavigation, showTrouble } from './frame.ts';
import { createOperationsView } from './operations-view.ts';
import { createRefresh } from './refresh.ts';
import { createRunView } from './run-view.ts';
import { createRunsView } from './runs-view.ts';
import type { Scene, View } from './view.ts';

const VIEWS: Readonly<Record<Address['view'], (address: Address, scene: Scene) => View>> = {
  runs: createRunsView,
  run: createRunView,
  operations: createOperationsView,
};

const main = byId('main');

const reasonOf = (error: unknown): string =>
  error instanceof AskError ? error.message : 'Something in this page broke. Load it again.';

/** What an address without an API, or with one that is not there, is about. */
const apiOf = (overview: Overview, { api }: Address): Overview['apis'][number] | undefined =>
  overview.apis.find(({ name }) => name === api) ?? overview.apis[0];

/** Shows what an address asks for, as long as it is the address. Gives what ends that. */
function open(overview: Overview, address: Address): () => void {
  const api = apiOf(overview, address);
  if (api === undefined) return () => undefined;
  const apiParameter = overview.apis.length > 1 ? api.name : '';
  let isOver = false;
  const again = (): void => {
    if (!isOver && !document.hidden) refresh();
  };
  const view = VIEWS[address.view](address, { api, apiParameter, overview, announce, again });
  const refresh = createRefresh(
    async () => {
      await view.refresh();
      if (!isOver) showTrouble(null, again);
    },
    (error) => {
      for (const busy of main.querySelectorAll('[aria-busy=true]')) busy.replaceChildren();
      if (!isOver) showTrouble(reasonOf(error), again);
    },
  );
  showNavigation(overview, apiParameter, address.view === 'run' ? 'runs' : address.view);
  showApis(overview, api.name, (name) => {
    location.hash = toHash(address.view === 'operations' ? '/operations' : '/runs', { api: name });
  });
  showTrouble(null, again);
  document.title = `${view.title} – ${api.title}`;
  put(main, view.element);
  refresh();
  const events = apiUrl(ofApi(api.name, '/events'));
  const unfollow = view.isLive ? follow(events, again, showConnection) : null;
  if (unfollow === null) showConnection(null);
  const timer = setInterval(() => view.tick?.(), 1000);
  return () => {
    isOver = true;
    unfollow?.();
    clearInterval(timer);
  };
}

async function start(): Promise<void> {
  enableSkip();
  let overview: Overview;
  try {
    overview = await ask<Overview>('');
  } catch (error) {
    showTrouble(reasonOf(error), () => location.reload());
    return put(main, h('h1', {}, 'Console'));
  }
  let close = open(overview, readAddress(location.hash));
  addEventListener('hashchange', () => {
    close();
    close = open(overview, readAddress(location.hash));
    scrollTo(0, 0);
    main.querySelector('h1')?.focus({ preventScroll: true });
  });
}

void start();
