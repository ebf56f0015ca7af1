import type { RunDetails } from '../words.ts';
import { type Address, toHash } from './address.ts';
import { ask, ofApi } from './ask.ts';
import { createCancel } from './cancel.ts';
import { type Child, h, put, say } from './element.ts';
import { createLog } from './log.ts';
import { httpStatus, setState, stateBadge, timeOf } from './parts.ts';
import { countText, durationText, isOver, roughDuration, stateText } from './texts.ts';
import type { Scene, View } from './view.ts';

const none = (text: string): HTMLElement => h('p', { class: 'muted' }, text);

const fact = (name: string, ...value: readonly Child[]): HTMLElement =>
  h('div', { class: 'fact' }, h('dt', {}, name), h('dd', {}, ...value));

function facts(run: RunDetails, duration: HTMLElement, apiParameter: string): HTMLElement {
  const { operation, caller, started, finished, status } = run;
  const toOthers = (query: Readonly<Record<string, string>>): string =>
    toHash('/runs', { ...query, api: apiParameter });
  return h(
    'dl',
    { class: 'facts' },
    fact('Operation', h('a', { href: toOthers({ operation }), title: 'Runs of this operation' }, operation)),
    fact(
      'Caller',
      caller === null
        ? h('span', { class: 'muted' }, 'Anonymous')
        : h('a', { href: toOthers({ caller }), title: 'Runs of this caller' }, caller),
    ),
    fact('Started', timeOf(started)),
    fact('Finished', finished === null ? h('span', { class: 'muted' }, 'Not yet') : timeOf(finished)),
    fact('Duration', duration),
    fact('HTTP status', httpStatus(status)),
  );
}

const outputsOf = (outputs: RunDetails['outputs']): HTMLElement =>
  outputs.length === 0
    ? none('The process has left no outputs.')
    : h(
        'dl',
        { class: 'outputs' },
        ...outputs.flatMap(([name, value]) => [
          h('dt', { class: 'mono' }, name),
          h('dd', {}, h('pre', { tabindex: '0', role: 'region', 'aria-label': `Output ${name}` }, value)),
        ]),
      );

/** Why it failed; nothing where it did not. */
const errorOf = (text: string | null): HTMLElement | null =>
  text === null
    ? null
    : h(
        'section',
        { class: 'error-box', 'aria-labelledby': 'error-title' },
        h('h2', { id: 'error-title' }, 'Error'),
        h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Text of the error' }, text),
      );

export function createRunView(
  { id }: Address,
  { api, apiParameter, overview, announce, again }: Scene,
): View {
  const badge = stateBadge('running');
  const name = h('span', { class: 'run-name' }, 'Run');
  const actions = h('div', {});
  const about = h('div', { 'aria-busy': 'true' }, h('p', { class: 'loading' }, 'Loading the run…'));
  const error = h('div');
  const duration = h('span', { class: 'num' });
  const outputs = h('div');
  const noLog = none('The process has logged nothing.');
  const count = h('span', { class: 'muted count' });
  const log = createLog();
  const body = h(
    'div',
    { hidden: true },
    error,
    h('section', {}, h('h2', { id: 'log-title' }, 'Log ', count), noLog, log.element),
    h('section', {}, h('h2', {}, 'Outputs'), outputs),
  );
  const cancel = createCancel(api.name, id, (text) => {
    announce(text);
    again();
  });
  let shown = '';
  let state = '';
  let run: RunDetails | null = null;
  let ahead = 0;

  const tick = (): void => {
    if (run === null || run.finished !== null) return;
    say(duration, roughDuration(Date.now() + ahead - run.started));
    // Nobody is told of a line that is logged.
    again();
  };

  const show = (next: RunDetails): void => {
    ahead = next.now - Date.now();
    const text = JSON.stringify({ ...next, now: 0 });
    if (text === shown) return;
    shown = text;
    run = next;
    say(name, next.operation);
    setState(badge, next.state);
    badge.hidden = false;
    const before = state;
    if (before !== '' && before !== next.state) announce(stateText(next.state));
    state = next.state;
    say(duration, next.finished === null ? '' : durationText(next.finished - next.started));
    put(about, facts(next, duration, apiParameter));
    about.setAttribute('aria-busy', 'false');
    put(error, errorOf(next.errorText));
    noLog.hidden = next.log.length > 0;
    log.element.hidden = next.log.length === 0;
    say(count, next.log.length === 0 ? '' : countText(next.log.length, 'line', 'lines'));
    body.hidden = false;
    log.show(next.log, before === '' ? !isOver(next.state) : true);
    put(outputs, outputsOf(next.outputs));
    const canCancel = overview.cancels && !isOver(next.state);
    if (!canCancel) put(actions);
    else if (actions.firstChild === null) put(actions, cancel);
    tick();
  };
  badge.hidden = true;

  return {
    title: `Run ${id}`,
    isLive: true,
    element: h(
      'article',
      { class: 'run' },
      h('p', { class: 'back' }, h('a', { href: toHash('/runs', { api: apiParameter }) }, '← Runs')),
      h(
        'header',
        { class: 'run-head' },
        h('div', {}, h('h1', { tabindex: '-1' }, name, ' ', badge), h('p', { class: 'mono run-id' }, id)),
        actions,
      ),
      about,
      body,
    ),
    refresh: async () => {
      if (run === null || !isOver(run.state))
        show(await ask<RunDetails>(ofApi(api.name, `/runs/${encodeURIComponent(id)}`)));
    },
    tick,
  };
}
