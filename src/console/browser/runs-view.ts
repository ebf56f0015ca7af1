import type { ApiDetails, RunPage, RunRow } from '../words.ts';
import { type Address, toHash } from './address.ts';
import { ask, ofApi } from './ask.ts';
import { h, put } from './element.ts';
import { createFilters } from './filters.ts';
import { empty } from './parts.ts';
import { createRunsTable } from './runs-table.ts';
import { countText } from './texts.ts';
import type { Scene, View } from './view.ts';

const NAMES = ['operation', 'state', 'caller', 'before'] as const;

/** Milliseconds between two words of new runs to people who do not see them. */
const QUIET = 5000;

/** Says how many runs are new, now and then. */
function createNews(announce: Scene['announce']): (runs: readonly RunRow[]) => void {
  let newest: string | null = null;
  let said = 0;
  return (runs) => {
    const before = newest;
    const isSoon = Date.now() - said < QUIET;
    if (before !== null && isSoon) return;
    newest = runs[0]?.id ?? '';
    const fresh = runs.filter(({ id }) => before !== null && id > before).length;
    if (fresh === 0) return;
    said = Date.now();
    announce(countText(fresh, 'new run', 'new runs'));
  };
}

export function createRunsView({ query }: Address, { api, apiParameter, announce }: Scene): View {
  const asked = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? '']));
  const filtered = {
    operation: asked['operation'] ?? '',
    state: asked['state'] ?? '',
    caller: asked['caller'] ?? '',
    api: apiParameter,
  };
  const isFiltered = filtered.operation !== '' || filtered.state !== '' || filtered.caller !== '';
  const isLive = asked['before'] === '';
  const filters = createFilters(query, apiParameter);
  const table = createRunsTable(apiParameter);
  const list = h(
    'div',
    { class: 'list', 'aria-busy': 'true' },
    h('p', { class: 'loading' }, 'Loading runs…'),
  );
  const pager = h('nav', { class: 'pager', 'aria-label': 'Pages of runs' });
  const news = createNews(announce);
  const search = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));

  const nothing = (): HTMLElement =>
    isFiltered || !isLive
      ? empty('No run fits.', h('a', { href: toHash('/runs', { api: apiParameter }) }, 'Show all runs'))
      : empty('No runs yet.', 'Each call of an operation is a run. It appears here as it begins.');

  const show = ({ runs, hasMore, now }: RunPage): void => {
    table.show(runs, now - Date.now());
    if (runs.length === 0) put(list, nothing());
    else if (list.firstChild !== table.element) put(list, table.element);
    list.setAttribute('aria-busy', 'false');
    put(
      pager,
      !isLive && h('a', { class: 'button', href: toHash('/runs', filtered) }, 'Latest runs'),
      hasMore &&
        h(
          'a',
          { class: 'button', href: toHash('/runs', { ...filtered, before: runs.at(-1)?.id ?? '' }) },
          'Older runs',
        ),
    );
    if (isLive) news(runs);
  };

  ask<ApiDetails>(ofApi(api.name)).then(
    ({ operations }) =>
      filters.offer(operations.filter(({ serving }) => serving !== null).map(({ id }) => id)),
    // Ids can be typed without being offered.
    () => undefined,
  );

  return {
    title: 'Runs',
    isLive,
    element: h(
      'section',
      {},
      h('h1', { tabindex: '-1' }, isLive ? 'Runs' : 'Older runs'),
      filters.element,
      list,
      pager,
    ),
    refresh: async () => show(await ask<RunPage>(ofApi(api.name, `/runs?${search}`))),
    tick: table.tick,
  };
}
