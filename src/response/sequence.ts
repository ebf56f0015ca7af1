import type { Sequence } from '../http/media-type.ts';
import { toEvent } from './events.ts';
import { writeJson } from './json.ts';

/** One item of a sequence as it is sent. */
export type WriteItem = (item: unknown) => string;

/** Before each record (RFC 7464 §2.2). */
const RECORD_SEPARATOR = '\u001e';

const WRITERS: Readonly<Record<Sequence, WriteItem>> = {
  lines: (item) => `${writeJson(item)}\n`,
  records: (item) => `${RECORD_SEPARATOR}${writeJson(item)}\n`,
  events: (item) => toEvent(item),
};

/** The writer of the items of a sequence. Chosen once per media type, when the API is bound. */
export const compileWriteItem = (sequence: Sequence): WriteItem => WRITERS[sequence];
