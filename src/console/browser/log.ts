import { h } from './element.ts';

/** The log of a run, which lines are added to. */
export interface Log {
  readonly element: HTMLElement;
  /** @param goesOn Whether more lines may come. */
  show(lines: readonly string[], goesOn: boolean): void;
}

const NEAR = 24;

/** Follows the end of the log, as long as its reader is there. */
export function createLog(): Log {
  const list = h('ol', { class: 'log-lines' });
  const element = h(
    'div',
    { class: 'log', role: 'region', 'aria-labelledby': 'log-title', tabindex: '0' },
    list,
  );
  return {
    element,
    show: (lines, goesOn) => {
      const isAtEnd = goesOn && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
      // Lines are added and never changed, but for the one that says that there is no more room.
      const isOther = lines[list.childElementCount - 1] !== (list.lastElementChild?.textContent ?? undefined);
      if (isOther) list.replaceChildren();
      list.append(...lines.slice(list.childElementCount).map((line) => h('li', {}, line)));
      if (isAtEnd) element.scrollTop = element.scrollHeight;
    },
  };
}
