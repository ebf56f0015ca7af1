/** Makes one text of a part of a pattern; null where it would be too long. `more` is how often what may be repeated is repeated beyond what it has to be. */
type Make = (more: number) => string | null;

/** Longest text that is made, and deepest nesting that is read. */
const LONGEST = 10_000;
const DEEPEST = 50;

const CHARACTERS: readonly string[] = [
  ...'aA0-_. /:@,;=+*#!?()[]{}<>"\'&%$^~|\\`bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ123456789\t\n',
  'é',
];

const nothing: Make = () => '';

/** The first character that a class or an escape takes; the engine itself is asked. */
function oneOf(source: string): Make {
  const one = new RegExp(`^${source}$`, 'u');
  const character = CHARACTERS.find((text) => one.test(text)) ?? '';
  return () => character;
}

const join =
  (parts: readonly Make[]): Make =>
  (more) => {
    let text = '';
    for (const part of parts) {
      const next = part(more);
      if (next === null || text.length + next.length > LONGEST) return null;
      text += next;
    }
    return text;
  };

const repeat =
  (part: Make, least: number, most: number): Make =>
  (more) => {
    const text = part(more);
    const times = Math.min(most, least + more);
    return text === null || text.length * times > LONGEST ? null : text.repeat(times);
  };

const QUANTIFIER = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/;
const GROUP = /^\((?:\?(?::|<[^=!>][^>]*>))?/;
const ASSERTION = /^(?:\^|\$|\\[bB]|\(\?<?[=!])/;
const CLASS = /^\[(?:[^\]\\]|\\.)*\]/s;
const ESCAPE = /^\\(?:u\{[\da-fA-F]+\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[pP]\{[^}]*\}|c[a-zA-Z]|k<[^>]*>|.)/s;

function bounds([, sign, least, comma, most]: RegExpExecArray): readonly [number, number] {
  if (sign !== undefined) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Infinity];
  const from = Number(least);
  return [from, comma === undefined ? from : most === '' ? Infinity : Number(most)];
}

/** Reads a pattern as far as a text can be made of it: of alternatives the first, of assertions nothing. */
function compileMake(pattern: string): Make {
  let rest = pattern;

  const take = (expression: RegExp): RegExpExecArray | null => {
    const found = expression.exec(rest);
    if (found !== null) rest = rest.slice(found[0].length);
    return found;
  };

  const readGroup = (depth: number): Make => {
    if (depth > DEEPEST) throw new RangeError('The pattern is nested too deeply.');
    const first = readSequence(depth);
    while (take(/^\|/) !== null) readSequence(depth);
    take(/^\)/);
    return first;
  };

  const readAtom = (depth: number): Make => {
    const assertion = take(ASSERTION);
    if (assertion?.[0].startsWith('(')) readGroup(depth + 1);
    if (assertion !== null) return nothing;
    if (take(GROUP) !== null) return readGroup(depth + 1);
    const source = take(CLASS)?.[0] ?? take(ESCAPE)?.[0] ?? take(/^\./)?.[0];
    if (source !== undefined) return oneOf(source);
    const [literal = ''] = take(/^./su) ?? [];
    return () => literal;
  };

  const readSequence = (depth: number): Make => {
    const parts: Make[] = [];
    while (rest !== '' && !/^[|)]/.test(rest)) {
      const atom = readAtom(depth);
      const quantifier = take(QUANTIFIER);
      parts.push(quantifier === null ? atom : repeat(atom, ...bounds(quantifier)));
    }
    return join(parts);
  };

  return readGroup(0);
}

/** A text that fits a pattern, short ones first; undefined where none was found that `fits` agrees to. */
export function textOfPattern(pattern: string, fits: (text: string) => boolean): string | undefined {
  try {
    const make = compileMake(pattern);
    for (const more of [0, 1, 2, 3, 5, 8, 13, 21, 34]) {
      const text = make(more);
      if (text === null) return undefined;
      if (fits(text)) return text;
    }
  } catch {
    // What cannot be read here is a pattern all the same.
  }
  return undefined;
}
