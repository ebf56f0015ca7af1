import pc from 'picocolors';
import type { Terminal } from './command.ts';

/** Colours, or functions that leave texts as they are. */
export type Paint = ReturnType<typeof pc.createColors>;

// https://no-color.org and https://force-color.org: any text but an empty one counts.
function isColoured({ env, watched }: Terminal, stream: 'out' | 'error'): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0';
  return watched?.[stream] === true && env['TERM'] !== 'dumb';
}

/** The colours of a stream: those of a terminal, unless it is told otherwise. */
export const paintOf = (terminal: Terminal, stream: 'out' | 'error' = 'out'): Paint =>
  pc.createColors(isColoured(terminal, stream));
