import { h, say } from './element.ts';
import { fullTime, stateText, timeText } from './texts.ts';

/** How it stands with a run: a sign, a colour, and the word. */
export function stateBadge(state: string): HTMLElement {
  const badge = h('span', {}, '');
  setState(badge, state);
  return badge;
}

export function setState(badge: Element, state: string): void {
  badge.setAttribute('class', `badge state-${state}`);
  say(badge, stateText(state));
}

export function timeOf(time: number): HTMLElement {
  return h('time', { datetime: new Date(time).toISOString(), title: fullTime(time) }, timeText(time));
}

export const httpStatus = (status: number | null): HTMLElement =>
  status === null
    ? h('span', { class: 'muted' }, '–')
    : h('span', { class: status >= 500 ? 'num bad' : status >= 400 ? 'num warn' : 'num' }, status);

/** The method of an operation, in its colour. */
export const methodBadge = (method: string): HTMLElement =>
  h('span', { class: `method method-${method.toLowerCase()}` }, method);

/** What stands in the place of a list that is empty. */
export const empty = (title: string, ...more: readonly (Node | string)[]): HTMLElement =>
  h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), h('p', {}, ...more));
