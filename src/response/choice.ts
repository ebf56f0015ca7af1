import { fieldValue } from '../http/fields.ts';
import type { HeaderLine, HttpRequest } from '../http/message.ts';
import { compileAccept } from './accept.ts';
import type { Format } from './format.ts';

/** What becomes of an `Accept` that none of the offers fits. */
export type AcceptRule = 'lenient' | 'strict';

export interface Choice {
  /** The format for a request; null where it takes none of those there are. */
  readonly choose: (request: HttpRequest) => Format | null;
  /** Header lines that say what the choice depends on. */
  readonly lines: readonly HeaderLine[];
  /** The formats there are to choose from. */
  readonly offers: readonly [Format, ...Format[]];
}

const VARY: readonly HeaderLine[] = [['vary', 'Accept']];
const NO_LINES: readonly HeaderLine[] = [];

/** Chooses among formats; the first is for those who do not say. Where there is but one to give, `Accept` is not looked at. */
export function compileChoice(offers: Choice['offers'], rule: AcceptRule): Choice {
  const [first, ...others] = offers;
  if (others.length === 0 && rule === 'lenient') return { choose: () => first, lines: NO_LINES, offers };
  const accept = compileAccept(offers.map(({ type }) => type));
  const otherwise = rule === 'strict' ? null : first;
  return {
    choose: ({ headers }) => offers[accept(fieldValue(headers, 'accept'))] ?? otherwise,
    lines: others.length === 0 ? NO_LINES : VARY,
    offers,
  };
}
