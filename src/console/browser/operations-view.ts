import type { ApiDetails, OperationRow, WarningRow } from '../words.ts';
import { type Address, toHash } from './address.ts';
import { ask, ofApi } from './ask.ts';
import { type Child, h, put, say } from './element.ts';
import { empty, methodBadge } from './parts.ts';
import { countText, durationText } from './texts.ts';
import type { Scene, View } from './view.ts';

const HEADINGS: readonly (readonly [text: string, name: string])[] = [
  ['Method', 'method'],
  ['Operation', 'what'],
  ['Mode', 'mode'],
  ['Who may call', 'who'],
  ['Runs', 'runs'],
];

function modeOf({ serving }: OperationRow): string {
  if (serving === null) return '–';
  const limit = serving.timeout === 0 ? 'no limit' : `up to ${durationText(serving.timeout)}`;
  return `${serving.mode === 'poll' ? 'Polled' : 'Waits'}, ${limit}`;
}

const whoOf = ({ serving }: OperationRow): readonly Child[] => {
  if (serving === null) return ['–'];
  const { credentials, reason, isHttpsOnly } = serving;
  const isOpen = credentials === 'nothing';
  return [
    h(
      'span',
      { title: reason, class: isOpen ? 'muted' : null },
      isOpen ? 'No credentials asked for' : credentials,
    ),
    isHttpsOnly && h('span', { class: 'muted' }, ' · https only'),
  ];
};

function rowOf(operation: OperationRow, api: string): HTMLElement {
  const { id, method, path, summary, isDeprecated, serving } = operation;
  return h(
    'tr',
    {},
    h('td', { class: 'c-method' }, methodBadge(method)),
    h(
      'td',
      { class: 'c-what' },
      h('span', { class: 'mono path' }, path),
      isDeprecated && h('span', { class: 'tag' }, 'Deprecated'),
      h(
        'span',
        { class: 'muted sub' },
        h('span', { class: 'mono' }, id),
        summary === '' ? '' : ` · ${summary}`,
      ),
    ),
    h('td', { class: 'c-mode' }, modeOf(operation)),
    h('td', { class: 'c-who' }, ...whoOf(operation)),
    h(
      'td',
      { class: 'c-runs' },
      serving !== null &&
        h('a', { href: toHash('/runs', { operation: id, api }), 'aria-label': `Runs of ${id}` }, 'Runs'),
    ),
  );
}

const tableOf = (rows: readonly HTMLElement[], caption: string): HTMLElement =>
  h(
    'table',
    { class: 'operations' },
    h('caption', { class: 'hidden' }, caption),
    h(
      'thead',
      {},
      h('tr', {}, ...HEADINGS.map(([text, name]) => h('th', { scope: 'col', class: `c-${name}` }, text))),
    ),
    h('tbody', {}, ...rows),
  );

const warningOf = ({ code, place, message, mend }: WarningRow): HTMLElement =>
  h(
    'li',
    {},
    h('p', {}, h('code', { class: 'code' }, code), ' ', h('span', { class: 'mono muted' }, place)),
    h('p', {}, message),
    mend !== null && h('p', { class: 'muted' }, mend),
  );

const warningsOf = (warnings: readonly WarningRow[]): HTMLElement | null =>
  warnings.length === 0
    ? null
    : h(
        'details',
        { class: 'warnings' },
        h('summary', {}, countText(warnings.length, 'warning of the document', 'warnings of the document')),
        h('ul', {}, ...warnings.map(warningOf)),
      );

const fits = ({ id, method, path, summary }: OperationRow, text: string): boolean =>
  `${method} ${path} ${id} ${summary}`.toLowerCase().includes(text.trim().toLowerCase());

const unboundOf = (operations: readonly OperationRow[], api: string): HTMLElement | null =>
  operations.length === 0
    ? null
    : h(
        'details',
        { class: 'unbound' },
        h(
          'summary',
          {},
          countText(operations.length, 'operation has no process', 'operations have no process'),
        ),
        tableOf(
          operations.map((operation) => rowOf(operation, api)),
          'Operations without a process',
        ),
      );

/** A list of operations, and what hides those that do not fit. */
interface Found {
  readonly element: HTMLElement;
  /** Gives how many fit. */
  find(text: string): number;
}

/** There may be a thousand: rows are made once, and hidden. */
function createFound(operations: readonly OperationRow[], api: string): Found {
  const rows = operations.map((operation) => ({ operation, row: rowOf(operation, api) }));
  const table = tableOf(
    rows.map(({ row }) => row),
    'Operations with a process',
  );
  const nothing = empty('No operation fits.', 'Try another word.');
  return {
    element: h('div', {}, table, nothing),
    find: (text) => {
      let count = 0;
      for (const { operation, row } of rows) {
        row.hidden = !fits(operation, text);
        if (!row.hidden) count += 1;
      }
      table.hidden = count === 0;
      nothing.hidden = count > 0;
      return count;
    },
  };
}

export function createOperationsView(_address: Address, { api, apiParameter }: Scene): View {
  const list = h('div', { 'aria-busy': 'true' }, h('p', { class: 'loading' }, 'Loading operations…'));
  const warned = h('div');
  const rest = h('div');
  const filter = h('input', {
    type: 'search',
    placeholder: 'Method, path, id or summary',
    autocomplete: 'off',
    input: () => show(),
  });
  const told = h('p', { class: 'muted found', role: 'status' });
  let found: Found | null = null;
  let all = 0;

  function show(): void {
    const count = found?.find(filter.value) ?? 0;
    say(
      told,
      filter.value === '' ? countText(all, 'operation', 'operations') : `${count} of ${all} operations`,
    );
  }

  return {
    title: 'Operations',
    isLive: false,
    element: h(
      'section',
      {},
      h('h1', { tabindex: '-1' }, 'Operations'),
      h(
        'form',
        { class: 'filters', role: 'search', submit: (event) => event.preventDefault() },
        h('label', { class: 'field wide' }, h('span', {}, 'Find'), filter),
        told,
      ),
      warned,
      list,
      rest,
    ),
    refresh: async () => {
      if (found !== null) return;
      const { operations, warnings } = await ask<ApiDetails>(ofApi(api.name));
      const bound = operations.filter(({ serving }) => serving !== null);
      all = bound.length;
      found = createFound(bound, apiParameter);
      list.setAttribute('aria-busy', 'false');
      put(list, found.element);
      put(warned, warningsOf(warnings));
      const unbound = operations.filter(({ serving }) => serving === null);
      put(rest, unboundOf(unbound, apiParameter));
      show();
    },
  };
}
