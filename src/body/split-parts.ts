import { asBuffer } from './bytes.ts';
import { malformed } from './refusals.ts';

/** What comes of a multipart body: the header block of a part, pieces of its content, its end. */
export type PartEvent = { readonly head: Uint8Array } | { readonly content: Uint8Array } | 'end';

/**
 * Takes the chunks of a multipart body and tells its parts, however the chunks are cut.
 *
 * Of our own, for busboy passes over what it cannot read (a bad header line, a part that a delimiter cuts short, text after a boundary),
 * and what one reader passes over and another reads is how bodies are smuggled. Of what is well-formed it finds the same, which is tested.
 */
export interface Splitter {
  /** What can be told with this chunk. Pieces are views of it, and have to be used before the next one is given. Throws a Problem. */
  push(chunk: Uint8Array): Iterable<PartEvent>;
  /** Throws a Problem where the last part is not closed. */
  end(): void;
}

type State = 'preamble' | 'delimiter' | 'head' | 'blank' | 'content' | 'closing' | 'epilogue';

/** An event, or whether there is more to be told of the bytes at hand. */
type Step = PartEvent | 'next' | 'wait';

/** Bytes of the header fields of one part. */
const MOST_HEAD = 16 * 1024;

/** Spaces and tabs that transports may have added after a delimiter (RFC 2046 §5.1.1). */
const MOST_PADDING = 128;

const CR = 13;
const LF = 10;
const DASH = 45;
const SPACE = 32;
const TAB = 9;

const LINE_BREAK = '\r\n';
const BLANK_LINE = '\r\n\r\n';

const UNFINISHED = 'A multipart body has to end with its boundary and two dashes.';
const NO_LINE_BREAK = 'A boundary of a multipart body has to be followed by a line break.';
const CUT_HEAD = 'The header fields of a part have to end with an empty line.';
const LONG_HEAD = `The header fields of a part may have ${MOST_HEAD} bytes at most.`;

/**
 * Splits a multipart body at its boundary (RFC 2046 §5.1.1), in time linear in its length and with at most one header block held back.
 *
 * Stricter than the RFC where readings differ: what begins as a delimiter is one, or the body is malformed.
 */
export function createSplitter(boundary: string): Splitter {
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // The line break of the first delimiter is missing where nothing stands before it.
  let buffer: Buffer = Buffer.from(LINE_BREAK);
  let state: State = 'preamble';

  const drop = (count: number): void => {
    buffer = buffer.subarray(count);
  };

  const take = (count: number): Uint8Array => {
    const taken = buffer.subarray(0, count);
    drop(count);
    return taken;
  };

  const enter = (next: State, dropped = 0): 'next' => {
    drop(dropped);
    state = next;
    return 'next';
  };

  const beginsDelimiter = (at: number): boolean => {
    const length = Math.min(delimiter.length, buffer.length - at);
    return buffer.compare(delimiter, 0, length, at, at + length) === 0;
  };

  /** Bytes before which no delimiter can begin any more. */
  const settled = (): number => {
    const from = Math.max(0, buffer.length - delimiter.length + 1);
    for (let at = buffer.indexOf(CR, from); at !== -1; at = buffer.indexOf(CR, at + 1)) {
      if (beginsDelimiter(at)) return at;
    }
    return buffer.length;
  };

  const padding = (): number => {
    let length = 0;
    while (buffer[length] === SPACE || buffer[length] === TAB) length += 1;
    if (length > MOST_PADDING) throw malformed(NO_LINE_BREAK);
    return length;
  };

  /** Whether a line break follows at an index; null where that cannot be known yet. */
  const breaksAt = (at: number): boolean | null => {
    if (buffer.length > at && buffer[at] !== CR) return false;
    return buffer.length > at + 1 ? buffer[at + 1] === LF : null;
  };

  const afterPadding = (next: State, dropped: number): Step => {
    const length = padding();
    const breaks = breaksAt(length);
    if (breaks === false) throw malformed(NO_LINE_BREAK);
    return breaks === null ? 'wait' : enter(next, length + dropped);
  };

  const steps: Readonly<Record<State, () => Step>> = {
    preamble() {
      const at = buffer.indexOf(delimiter);
      if (at !== -1) return enter('delimiter', at + delimiter.length);
      drop(settled());
      return 'wait';
    },
    delimiter() {
      if (buffer[0] !== DASH) return afterPadding('head', 0);
      if (buffer.length < 2) return 'wait';
      if (buffer[1] !== DASH) throw malformed(NO_LINE_BREAK);
      return enter('closing', 2);
    },
    // Begins with the line break of the delimiter, so that header fields are told to be none by an empty line as well.
    head() {
      if (beginsDelimiter(0)) {
        // Nothing at all between two delimiters is no part.
        return buffer.length < delimiter.length ? 'wait' : enter('delimiter', delimiter.length);
      }
      const end = buffer.indexOf(BLANK_LINE);
      if ((end === -1 ? buffer.length : end) > MOST_HEAD) throw malformed(LONG_HEAD);
      if (end === -1) return 'wait';
      const head = take(end + LINE_BREAK.length);
      if (asBuffer(head).includes(delimiter)) throw malformed(CUT_HEAD);
      state = 'blank';
      return { head };
    },
    // The empty line may be the line break of a delimiter already: a part without content (RFC 2046, body-part).
    blank() {
      if (!beginsDelimiter(0)) return enter('content', LINE_BREAK.length);
      return buffer.length < delimiter.length ? 'wait' : enter('content');
    },
    content() {
      const at = buffer.indexOf(delimiter);
      if (at === 0) {
        enter('delimiter', delimiter.length);
        return 'end';
      }
      const count = at === -1 ? settled() : at;
      return count === 0 ? 'wait' : { content: take(count) };
    },
    closing: () => afterPadding('epilogue', 0),
    epilogue() {
      buffer = Buffer.alloc(0);
      return 'wait';
    },
  };

  return {
    *push(chunk) {
      buffer = buffer.length === 0 ? asBuffer(chunk) : Buffer.concat([buffer, chunk]);
      for (let step = steps[state](); step !== 'wait'; step = steps[state]()) {
        if (step !== 'next') yield step;
      }
    },
    end() {
      if (state !== 'closing' && state !== 'epilogue') throw malformed(UNFINISHED);
    },
  };
}
