import { TOKEN } from '../../http/token.ts';

/** What one proxy says of the request that it got. */
export type Element = ReadonlyMap<string, string>;

const PAIR = new RegExp(
  `[ \\t]*(?:(?<name>${TOKEN})=(?:(?<token>${TOKEN})|"(?<quoted>(?:[^"\\\\]|\\\\.)*)")[ \\t]*)?(?<end>[;,]|$)`,
  'y',
);

const textOf = ({ token, quoted = '' }: Partial<Record<string, string>>): string =>
  token ?? quoted.replace(/\\(.)/g, '$1');

/**
 * The elements of `Forwarded`, the one of the nearest proxy last; null where it is malformed, which it is as a whole: what comes after an
 * open quotation mark is anybody's guess.
 *
 * @see RFC 7239 §4
 */
export function readForwarded(field: string): readonly Element[] | null {
  const pair = new RegExp(PAIR);
  const elements: Element[] = [];
  let element = new Map<string, string>();
  for (;;) {
    const groups = pair.exec(field)?.groups;
    if (groups === undefined) return null;
    const name = groups['name']?.toLowerCase();
    if (name !== undefined && element.has(name)) return null;
    if (name !== undefined) element.set(name, textOf(groups));
    if (groups['end'] === ';') continue;
    // A list may hold empty elements (RFC 9110 §5.6.1.2).
    if (element.size > 0) elements.push(element);
    element = new Map();
    if (groups['end'] === '') return elements;
  }
}
