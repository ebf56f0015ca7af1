import { type MediaTypeParts, parseMediaType } from '../http/media-type.ts';
import { requireHere } from '../http/require-here.ts';

/** What is used of `negotiator`, which comes without types. */
type NegotiatorClass = new (request: {
  readonly headers: { readonly accept: string };
}) => { mediaTypes(offers: string[]): string[] };

// Most APIs offer one media type for each answer, and never ask which of several is preferred: hence `require`.
const loadNegotiator = (): NegotiatorClass =>
  typeof require === 'function' ? require('negotiator') : requireHere()('negotiator');

/** Elements of a list, which commas part outside of quoted strings (RFC 9110 §5.6.1). */
const ELEMENT = /(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/g;

/** More are sent by nobody who means it, and each costs as much as there are offers. */
const MOST_ELEMENTS = 50;

const WEIGHT = /^(?:0?\.\d+|[01](?:\.\d*)?)$/;

/** The weight of an element, 0 to 1; null where it is none. */
function weightOf({ parameters: { q = '1' } }: MediaTypeParts): number | null {
  return WEIGHT.test(q) && Number(q) <= 1 ? Number(q) : null;
}

/** UTF-8 is what is sent where no charset is declared, so asking for it asks for nothing more. */
const isUsual = (name: string, value: string): boolean => name === 'charset' && /^utf-?8$/i.test(value);

const quoted = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

function toElement(text: string): string[] {
  const parts = parseMediaType(text.trim());
  const weight = parts === null ? null : weightOf(parts);
  if (parts === null || weight === null) return [];
  const parameters = Object.entries(parts.parameters)
    .filter(([name, value]) => name !== 'q' && !isUsual(name, value))
    .map(([name, value]) => `;${name}=${quoted(value)}`);
  return [`${parts.type}/${parts.subtype}${parameters.join('')};q=${weight}`];
}

/** An `Accept` of nothing but what can be read; what cannot is as if it had not been sent. */
const readable = (accept: string): string =>
  (accept.match(ELEMENT) ?? []).slice(0, MOST_ELEMENTS).flatMap(toElement).join(', ') || '*/*';

/** Where nothing has a weight or a parameter, whatever is named first is preferred, if it is offered: nothing is closer to it. -1 where that does not tell. */
function firstNamed(accept: string, offers: readonly string[]): number {
  if (accept.includes(';') || offers.some((offer) => offer.includes(';'))) return -1;
  const [element = ''] = accept.split(',', 1);
  const first = element.trim();
  // Who says it again says it later.
  return accept.indexOf(first) === accept.lastIndexOf(first) ? offers.indexOf(first) : -1;
}

function choose(accept: string, offers: readonly string[]): number {
  const named = firstNamed(accept, offers);
  if (named >= 0) return named;
  const Negotiator = loadNegotiator();
  const [best] = new Negotiator({ headers: { accept: readable(accept) } }).mediaTypes([...offers]);
  return best === undefined ? -1 : offers.indexOf(best);
}

const MOST_REMEMBERED = 100;
const LONGEST_REMEMBERED = 512;

/** The offer that an `Accept` field prefers, by its index; -1 where it takes none of them. */
export type ChooseOffer = (accept: string | undefined) => number;

/** Chooses among media types as RFC 9110 §12.5.1 says; among equals the first. Clients say the same over and over, so outcomes are kept. */
export function compileAccept(offers: readonly string[]): ChooseOffer {
  const known = new Map<string, number>();
  return (accept) => {
    if (accept === undefined || accept === '' || accept === '*/*') return 0;
    const before = known.get(accept);
    if (before !== undefined) return before;
    const index = choose(accept, offers);
    if (known.size >= MOST_REMEMBERED) known.clear();
    if (accept.length <= LONGEST_REMEMBERED) known.set(accept, index);
    return index;
  };
}
