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
      { title: reason, class: isOpen ? 'warn' : null },
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

const tableOf = (operations: readonly OperationRow[], caption: string, api: string): HTMLElement =>
  h(
    'table',
    { class: 'operations' },
    h('caption', { class: 'hidden' }, caption),
    h(
      'thead',
      {},
      h('tr', {}, ...HEADINGS.map(([text, name]) => h('th', { scope: 'col', class: `c-${name}` }, text))),
    ),
    h('tbody', {}, ...operations.map((operation) => rowOf(operation, api))),
  );

const warningOf = ({ code, place, message, mend }: WarningRow): HTMLElement =>
  h(
    'li',
    {},
    h('p', {}, h('code', { class: 'code' }, code), ' ', h('span', { class: 'mono muted' }, place)),
    h('p', {}, message),
    mend !== null && h('p', { class: 'muted' }, mend),
  );

const warningsOf = (warnings: readonly WarningRow[]): HTMLElement =>
  h(
    'section',
    { class: 'warnings' },
    h('h2', {}, 'Warnings ', h('span', { class: 'muted count' }, String(warnings.length))),
    warnings.length === 0
      ? h('p', { class: 'muted' }, 'Nothing in the document is worth a warning.')
      : h('ul', {}, ...warnings.map(warningOf)),
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
        tableOf(operations, 'Operations without a process', api),
      );

export function createOperationsView(_address: Address, { api, apiParameter }: Scene): View {
  const list = h('div', { 'aria-busy': 'true' }, h('p', { class: 'loading' }, 'Loading operations…'));
  const rest = h('div');
  const filter = h('input', {
    type: 'search',
    placeholder: 'Method, path, id or summary',
    autocomplete: 'off',
    input: () => show(),
  });
  const found = h('p', { class: 'muted found', role: 'status' });
  let bound: readonly OperationRow[] = [];
  let isLoaded = false;

  function show(): void {
    const fitting = bound.filter((operation) => fits(operation, filter.value));
    say(
      found,
      filter.value === ''
        ? countText(bound.length, 'operation', 'operations')
        : `${fitting.length} of ${bound.length} operations`,
    );
    put(
      list,
      fitting.length > 0
        ? tableOf(fitting, 'Operations with a process', apiParameter)
        : empty('No operation fits.', 'Try another word.'),
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
        found,
      ),
      list,
      rest,
    ),
    refresh: async () => {
      if (isLoaded) return;
      const { operations, warnings } = await ask<ApiDetails>(ofApi(api.name));
      isLoaded = true;
      bound = operations.filter(({ serving }) => serving !== null);
      list.setAttribute('aria-busy', 'false');
      show();
      const unbound = operations.filter(({ serving }) => serving === null);
      put(rest, unboundOf(unbound, apiParameter), warningsOf(warnings));
    },
  };
}
