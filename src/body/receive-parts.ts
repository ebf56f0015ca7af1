import type { Issue } from '../problem/issue.ts';
import { segment } from '../problem/pointer.ts';
import { Problem } from '../problem/problem.ts';
import { checkableText, createFile } from './file.ts';
import { createGathered } from './gather.ts';
import { type PartHead, readPartHead } from './part-head.ts';
import type { PartKey, PartRule } from './part-rule.ts';
import { readPartText } from './part-text.ts';
import { beyondLimit, cutShort, malformed } from './refusals.ts';
import { createSplitter, type PartEvent } from './split-parts.ts';
import type { Storage } from './spool.ts';

/** A part as it was received: a text to be cast or parsed, or a value that is complete. */
export type Part = { readonly name: string } & (
  | { readonly text: string; readonly json: boolean }
  | { readonly value: unknown }
);

/** Parts of a body, and what a check is to see in place of each file. */
export interface Received {
  readonly parts: readonly Part[];
  readonly checkable: ReadonlyMap<unknown, string>;
}

export interface PartLimits {
  /** Bytes of one file. */
  readonly file: number;
  /** Bytes of all parts that are no files. */
  readonly text: number;
  readonly parts: number;
}

export interface ReceiveOptions {
  readonly boundary: string;
  readonly limits: PartLimits;
  /** Whether each part has to say that it is `form-data`, as forms do. */
  readonly isForm: boolean;
  /** Whether a part goes by its place and not by its name. */
  readonly isList: boolean;
  readonly ruleOf: (key: PartKey) => PartRule;
  readonly storage: Storage;
}

/** Takes the content of one part. */
interface Sink {
  readonly write: (bytes: Uint8Array) => Promise<void> | undefined;
  readonly end: () => Promise<void> | undefined;
}

const NO_NAME = 'Each part of a form has to have a Content-Disposition of form-data with a name.';
const ENCODED = 'A file may not have a Content-Transfer-Encoding: its bytes are sent as they are.';

const UNKNOWN_CHARSET = { code: 'charset', message: 'Must be text in a known charset, best in UTF-8.' };
const HAS_NUL = { code: 'malformed', message: 'Must be text without NUL.' };

const AS_IT_IS = ['7bit', '8bit', 'binary', ''];

/** What the source throws is no fault of ours: its own Problem, or a connection that broke. */
async function* chunksOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw error instanceof Problem ? error : cutShort();
  }
}

const nameOf = ({ disposition, name }: PartHead, { isForm, isList }: ReceiveOptions): string => {
  if (isForm ? name === null || disposition !== 'form-data' : name === null && !isList)
    throw malformed(NO_NAME);
  return name ?? '';
};

/** Reads the parts of a body as they come. Throws a Problem for what cannot be read, and whatever the disk throws. */
export async function receiveParts(
  source: AsyncIterable<Uint8Array>,
  options: ReceiveOptions,
  issues: Issue[],
): Promise<Received> {
  const { limits, storage, ruleOf, isList } = options;
  const parts: Part[] = [];
  const checkable = new Map<unknown, string>();
  let begun = 0;
  let textBytes = 0;

  const toFile = (head: PartHead, name: string): Sink => {
    const transfer = head.headers['content-transfer-encoding']?.toLowerCase() ?? '';
    if (!AS_IT_IS.includes(transfer)) throw malformed(ENCODED);
    const spool = storage.open();
    let size = 0;
    return {
      write(bytes) {
        size += bytes.byteLength;
        if (size > limits.file) throw beyondLimit(`A file may have ${limits.file} bytes at most.`);
        return spool.write(bytes);
      },
      async end() {
        // Browsers send this for a field in which no file was chosen.
        if (head.fileName === '' && size === 0) return;
        const stored = await spool.finish();
        const file = createFile(head, stored);
        checkable.set(file, checkableText(stored));
        parts.push({ name, value: file });
      },
    };
  };

  const toText = ({ type }: PartHead, name: string, json: boolean, pointer: string): Sink => {
    const gathered = createGathered();
    return {
      write(bytes) {
        textBytes += bytes.byteLength;
        if (textBytes > limits.text)
          throw beyondLimit(`The parts that are no files may have ${limits.text} bytes in all.`);
        gathered.add(bytes);
        return undefined;
      },
      end() {
        const text = readPartText(gathered.view(), type);
        if (text === null) issues.push({ in: 'body', pointer, ...UNKNOWN_CHARSET });
        else if (text.includes('\u0000')) issues.push({ in: 'body', pointer, ...HAS_NUL });
        else parts.push({ name, text, json });
        return undefined;
      },
    };
  };

  const toNothing: Sink = { write: () => undefined, end: () => undefined };

  /** Browsers send this for a field in which no file was chosen, and then it is of no type. */
  const toNoFile = (refuse: () => void): Sink => {
    let isSome = false;
    return {
      write(bytes) {
        isSome ||= bytes.byteLength > 0;
        return undefined;
      },
      end() {
        if (isSome) refuse();
        return undefined;
      },
    };
  };

  /** What does not say that it is a field is none (RFC 7578 §4.2). */
  const isNoField = ({ disposition }: PartHead): boolean => options.isForm && !isList && disposition === '';

  const open = (head: PartHead): Sink => {
    begun += 1;
    if (begun > limits.parts) throw beyondLimit(`The body may have ${limits.parts} parts at most.`);
    if (isNoField(head)) return toNothing;
    const name = nameOf(head, options);
    const key = isList ? begun - 1 : name;
    const pointer = segment(key);
    const rule = ruleOf(key);
    rule.checkHeaders(head.headers, pointer, issues);
    const mismatch = rule.mismatch(head);
    const refuseType = (): void => {
      issues.push({ in: 'body', pointer, code: 'media-type', message: mismatch ?? '' });
    };
    if (mismatch !== null && head.fileName === '') return toNoFile(refuseType);
    if (mismatch !== null) {
      refuseType();
      return toNothing;
    }
    const form = rule.formOf(head);
    return form === 'file' ? toFile(head, name) : toText(head, name, form === 'json', pointer);
  };

  const splitter = createSplitter(options.boundary);
  let sink = toNothing;

  const take = (event: PartEvent): Promise<void> | undefined => {
    if (event === 'end') return sink.end();
    if ('content' in event) return sink.write(event.content);
    sink = open(readPartHead(event.head));
    return undefined;
  };

  for await (const chunk of chunksOf(source)) {
    for (const event of splitter.push(chunk)) {
      const waiting = take(event);
      if (waiting !== undefined) await waiting;
    }
  }
  splitter.end();
  return { parts, checkable };
}
