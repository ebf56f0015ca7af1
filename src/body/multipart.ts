import type { MediaType, Parameter } from '../document/operation.ts';
import { parseMediaType } from '../http/media-type.ts';
import { once } from '../http/once.ts';
import type { Issue } from '../problem/issue.ts';
import { Problem, refuse } from '../problem/problem.ts';
import { readBoundary } from './boundary.ts';
import { isPoisonedForm, POISONED } from './json.ts';
import { type CheckHeaders, compileRules, type PartKey, type PartKind } from './part-rule.ts';
import { type Part, type PartLimits, type Received, receiveParts } from './receive-parts.ts';
import { createStorage } from './spool.ts';

/** A multipart body that was read. */
export interface MultipartContent {
  readonly value: unknown;
  /** What the schema's check is to see: each file as a text as long as the file has bytes. */
  readonly checkable: unknown;
  /** Deletes temporary files. To be called whatever comes of the request; may be called again. Rejects where the disk does. */
  readonly close: () => Promise<void>;
}

/**
 * Reads a multipart body as it comes. Parts that are not what the document says are pushed to `issues`; the value means nothing then.
 * A Problem that the source throws is handed on. Rejects where temporary files cannot be written.
 */
export type ReadMultipart = (
  source: AsyncIterable<Uint8Array>,
  /** The header field as sent. */
  contentType: string,
  issues: Issue[],
) => Promise<MultipartContent | Problem>;

/** How the parts of a body become its value. */
export interface PartsReading {
  /** Whether parts go by their place: the value is an array then, else an object. */
  readonly isList: boolean;
  readonly kindOf: (key: PartKey) => PartKind;
  readonly read: (parts: readonly Part[], issues: Issue[]) => unknown;
}

export interface MultipartOptions {
  readonly limits: PartLimits;
  /** How the parts of a media type are cast; `isForm` where each has a name, as in `multipart/form-data`. */
  readonly partsOf: (mediaType: MediaType, isForm: boolean) => PartsReading;
  /** How the header fields that an encoding declares are checked. */
  readonly headersOf: (parameters: readonly Parameter[]) => CheckHeaders;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Files stand in the value itself, or in a list in it. */
function toCheckable(value: unknown, texts: Received['checkable'], depth = 0): unknown {
  const text = texts.get(value);
  if (text !== undefined || depth > 2) return text ?? value;
  if (Array.isArray(value)) return value.map((item) => toCheckable(item, texts, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, toCheckable(member, texts, depth + 1)]),
  );
}

/** The reader for multipart bodies of a declared media type. */
export function compileMultipart(mediaType: MediaType, options: MultipartOptions): ReadMultipart {
  const { limits, partsOf, headersOf } = options;
  const compile = (isForm: boolean) =>
    once(() => {
      const reading = partsOf(mediaType, isForm);
      return { ...reading, ruleOf: compileRules(mediaType, { kindOf: reading.kindOf, headersOf }) };
    });
  const asForm = compile(true);
  const asParts = compile(false);

  return async (source, contentType, issues) => {
    const sent = parseMediaType(contentType);
    const boundary = readBoundary(contentType, sent);
    if (boundary instanceof Problem) return boundary;
    const isForm = sent?.subtype === 'form-data';
    const { read, isList, ruleOf } = isForm ? asForm() : asParts();
    const storage = createStorage();
    try {
      const received = await receiveParts(
        source,
        { boundary, limits, isForm, isList, ruleOf, storage },
        issues,
      );
      const value = read(received.parts, issues);
      // What came as JSON is held to what is asked of JSON bodies.
      if (isRecord(value) && isPoisonedForm(value, (member) => received.checkable.has(member)))
        throw refuse('body-malformed', { detail: POISONED });
      return {
        value,
        checkable: received.checkable.size === 0 ? value : toCheckable(value, received.checkable),
        close: storage.close,
      };
    } catch (error) {
      // What made the reading fail is told, not what may fail after it.
      await storage.close().catch(() => undefined);
      if (error instanceof Problem) return error;
      throw error;
    }
  };
}
