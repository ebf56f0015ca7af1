import type { Overview } from '../words.ts';
import { toHash } from './address.ts';
import { byId, h, put, say } from './element.ts';
import type { Connection } from './follow.ts';

const CONNECTIONS: Readonly<Record<Connection, string>> = {
  live: 'Live',
  polling: 'Every 5 seconds',
  offline: 'Connecting…',
};

/** Says in the head of the page how it learns of changes; nothing where it shows what does not change. */
export function showConnection(connection: Connection | null): void {
  const element = byId('connection');
  element.setAttribute('class', connection === null ? 'connection' : `connection is-${connection}`);
  say(element, connection === null ? '' : CONNECTIONS[connection]);
}

/** Links to the views of an API, one of them the current. */
export function showNavigation({ hasReference }: Overview, api: string, current: string, up = ''): void {
  const link = (name: string, text: string, href: string): HTMLElement =>
    h('li', {}, h('a', { href, 'aria-current': current === name ? 'page' : null }, text));
  const query = api === '' ? '' : `?${new URLSearchParams({ api })}`;
  put(
    byId('views'),
    link('runs', 'Runs', `${up}${toHash('/runs', { api })}`),
    link('operations', 'Operations', `${up}${toHash('/operations', { api })}`),
    hasReference && link('reference', 'API reference', `${up}reference/${query}`),
  );
}

/** The API that is shown, and the others to choose from. */
export function showApis({ apis, user }: Overview, current: string, choose: (api: string) => void): void {
  const [first] = apis;
  const shown = apis.find(({ name }) => name === current) ?? first;
  const select = h(
    'select',
    { 'aria-label': 'API', change: () => choose(select.value) },
    ...apis.map(({ name }) => h('option', { value: name, selected: name === shown?.name }, name)),
  );
  const title = h(
    'span',
    { class: 'api-title' },
    shown?.title ?? '',
    h('span', { class: 'muted' }, ` ${shown?.version ?? ''}`),
  );
  put(byId('api'), apis.length > 1 ? select : title);
  put(byId('user'), user);
}

/** What went wrong, above what is shown still; nothing where nothing did. */
export function showTrouble(text: string | null, again: () => void): void {
  const trouble = byId('trouble');
  if (text === null) put(trouble);
  else
    put(
      trouble,
      h(
        'div',
        { class: 'trouble' },
        h('p', {}, text),
        h('button', { type: 'button', class: 'button', click: again }, 'Try again'),
      ),
    );
}

/** Tells people who do not see the page. */
export function announce(text: string): void {
  const element = byId('status');
  // The same words again are said only where there were others in between.
  element.textContent = '';
  setTimeout(() => say(element, text), 50);
}

/** The address after `#` says what is shown, so the link to the content must not change it. */
export function enableSkip(): void {
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    byId('main').focus();
  });
}
