import { AskError, cancelRun } from './ask.ts';
import { h, say } from './element.ts';

/** A button that ends a run, once it was asked whether that is meant. */
export function createCancel(api: string, run: string, done: (text: string) => void): HTMLElement {
  const dialog = h('dialog', { 'aria-labelledby': 'cancel-title' });
  const button = h(
    'button',
    { type: 'button', class: 'button danger', click: () => dialog.showModal() },
    'Cancel run…',
  );
  const confirm = h(
    'button',
    { type: 'button', class: 'button danger filled', click: () => void cancel() },
    'Cancel the run',
  );
  const trouble = h('p', { class: 'bad', role: 'alert' });

  async function cancel(): Promise<void> {
    confirm.disabled = true;
    try {
      const { isCancelled } = await cancelRun(api, run);
      dialog.close();
      done(isCancelled ? 'The run was cancelled.' : 'The run had ended already.');
    } catch (error) {
      say(trouble, error instanceof AskError ? error.message : 'That did not work.');
    } finally {
      confirm.disabled = false;
    }
  }

  dialog.append(
    h('h2', { id: 'cancel-title' }, 'Cancel this run?'),
    h(
      'p',
      {},
      'Its caller, if it still waits, is told that the run was cancelled. What the process has done by now is not undone.',
    ),
    trouble,
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'button', click: () => dialog.close() }, 'Let it go on'),
      confirm,
    ),
  );
  return h('div', {}, button, dialog);
}
