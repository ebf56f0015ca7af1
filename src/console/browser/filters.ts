import { toHash } from './address.ts';
import { h } from './element.ts';
import { STATE_NAMES, stateText } from './texts.ts';

/** Fields by which runs are filtered, and their values. */
export interface Filters {
  readonly element: HTMLElement;
  /** Offers the ids of operations. */
  offer(operations: readonly string[]): void;
}

const field = (label: string, input: HTMLElement): HTMLElement =>
  h('label', { class: 'field' }, h('span', {}, label), input);

/** A change of a field is an address of its own, so that it can be sent to others and gone back to. */
export function createFilters(query: URLSearchParams, api: string): Filters {
  const textOf = (name: string): string => query.get(name) ?? '';
  const list = h('datalist', { id: 'operation-ids' });
  const state = h(
    'select',
    { name: 'state' },
    h('option', { value: '' }, 'Any'),
    ...STATE_NAMES.map((name) =>
      h('option', { value: name, selected: name === textOf('state') }, stateText(name)),
    ),
  );
  const text = (name: string): HTMLInputElement =>
    h('input', { name, value: textOf(name), autocomplete: 'off', spellcheck: 'false', placeholder: 'Any' });
  const operation = text('operation');
  operation.setAttribute('list', 'operation-ids');
  const caller = text('caller');
  const apply = (): void => {
    const values = {
      operation: operation.value.trim(),
      state: state.value,
      caller: caller.value.trim(),
      api,
    };
    location.hash = toHash('/runs', values);
  };
  const isFiltered = ['operation', 'state', 'caller'].some((name) => textOf(name) !== '');
  const element = h(
    'form',
    {
      class: 'filters',
      role: 'search',
      'aria-label': 'Filter runs',
      change: apply,
      submit: (event) => {
        event.preventDefault();
        apply();
      },
    },
    field('State', state),
    field('Operation', operation),
    field('Caller', caller),
    list,
    isFiltered && h('a', { class: 'button quiet', href: toHash('/runs', { api }) }, 'Clear filters'),
  );
  return {
    element,
    offer: (operations) => list.replaceChildren(...operations.map((id) => h('option', { value: id }))),
  };
}
